import { arn } from "../../kernel/identity";
import { ServiceError } from "../../kernel/protocols/jsonService";
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
export function loggingOf(
  { hasLogGroup }: Pick<StatesApi, "hasLogGroup">,
  given: unknown,
): LoggingConfiguration | undefined {
  const { level, includeExecutionData, destinations } = (given ?? {}) as GivenLogging;
  checkValue(level, "loggingConfiguration.level", { enum: ["ALL", "ERROR", "FATAL", "OFF"] });
  const count = destinations?.length ?? 0;
  if (count > 1 || (count === 0 && level !== undefined && level !== "OFF")) {
    throw invalidLogging("Must specify exactly one Log Destination.");
  }
  if (level === undefined && destinations === undefined) return undefined;
  const groups = destinations?.flatMap(
    ({ cloudWatchLogsLogGroup }) => /:log-group:([^:]+)/.exec(cloudWatchLogsLogGroup?.logGroupArn ?? "")?.[1] ?? [],
  );
  if (groups?.every(hasLogGroup) === false) throw invalidLogging("Log Destination not found.");
  return { level: level ?? "OFF", includeExecutionData: includeExecutionData === true, groups };
}

function invalidLogging(rule: string): ServiceError {
  return new ServiceError("InvalidLoggingConfiguration", `Invalid Logging Configuration: ${rule}`);
}

/** Returns the encryption that a machine shows; undefined for AWS's own key. It changes nothing. @throws ServiceError */
export function encryptionOf(given: unknown): MachineRecord["encryption"] {
  if (given === undefined) return undefined;
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds: period } = given as Record<string, unknown>;
  const at = "encryptionConfiguration";
  checkValue(type, `${at}.type`, { enum: ["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"] });
  checkValue(period, `${at}.kmsDataKeyReusePeriodSeconds`, { min: 60, max: 900, type: "integer" });
  if (type !== "CUSTOMER_MANAGED_KMS_KEY") return undefined;
  if (typeof kmsKeyId !== "string") {
    const message = `${at}.kmsKeyId is required for the type CUSTOMER_MANAGED_KMS_KEY`;
    throw new ServiceError("InvalidEncryptionConfiguration", `Invalid Encryption Configuration: '${message}'`);
  }
  return { type, kmsKeyId, kmsDataKeyReusePeriodSeconds: typeof period === "number" ? period : defaultPeriod };
}

/** Seconds that a data key is used (API reference, EncryptionConfiguration). */
const defaultPeriod = 300;

/** Returns the settings that DescribeStateMachine and DescribeStateMachineForExecution show alike. */
export function shownSettings(
  api: StatesApi,
  {
    definition,
    logging,
    tracing,
    encryption,
  }: Pick<MachineRecord, "definition" | "logging" | "tracing" | "encryption">,
): object {
  const references = variableReferences(definition);
  return {
    loggingConfiguration: shownLogging(api, logging),
    tracingConfiguration: { enabled: tracing },
    encryptionConfiguration: encryption ?? { type: "AWS_OWNED_KEY" },
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
