import { arn } from "../../kernel/identity";
import { ServiceError } from "../../kernel/jsonService";
import { variableReferences } from "../definition/variableReferences";
import type { LoggingConfiguration, MachineRecord } from "../executions/records";
import type { StatesApi } from "./api";
import { checkValue } from "./input";

type Level = LoggingConfiguration["level"];

interface GivenLogging {
  readonly level?: Level;
  readonly includeExecutionData?: boolean;
  readonly destinations?: readonly { readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string } }[];
}

/** Returns the logging of a machine. @param given in the form of the API @throws ServiceError */
export function loggingOf(given: unknown): LoggingConfiguration | undefined {
  const { level, includeExecutionData, destinations } = (given ?? {}) as GivenLogging;
  checkValue(level, "loggingConfiguration.level", { enum: ["ALL", "ERROR", "FATAL", "OFF"] });
  const count = destinations?.length ?? 0;
  if (count > 1 || (count === 0 && level !== undefined && level !== "OFF")) {
    const rule = "Must specify exactly one Log Destination.";
    throw new ServiceError("InvalidLoggingConfiguration", `Invalid Logging Configuration: ${rule}`);
  }
  if (level === undefined && destinations === undefined) return undefined;
  const groups = destinations?.flatMap(
    ({ cloudWatchLogsLogGroup }) => /:log-group:([^:]+)/.exec(cloudWatchLogsLogGroup?.logGroupArn ?? "")?.[1] ?? [],
  );
  return { level: level ?? "OFF", includeExecutionData: includeExecutionData === true, groups };
}

/** Returns the settings that DescribeStateMachine and DescribeStateMachineForExecution show alike. */
export function shownSettings(
  api: StatesApi,
  { definition, logging, tracing }: Pick<MachineRecord, "definition" | "logging" | "tracing">,
): object {
  const references = variableReferences(definition);
  return {
    loggingConfiguration: shownLogging(api, logging),
    tracingConfiguration: { enabled: tracing },
    encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    variableReferences: Object.keys(references).length === 0 ? undefined : references,
  };
}

function shownLogging({ location }: StatesApi, logging: LoggingConfiguration | undefined): object {
  if (logging === undefined) return { level: "OFF", includeExecutionData: false };
  const { level, includeExecutionData, groups } = logging;
  const destinations = groups?.map((group) => ({
    cloudWatchLogsLogGroup: { logGroupArn: arn(location, "logs", `log-group:${group}:*`) },
  }));
  return { level, includeExecutionData, ...(destinations && { destinations }) };
}
