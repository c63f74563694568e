import { arn, inRegionOf, roleSession } from "../../kernel/identity";
import { authorizer } from "../../kernel/interfaces/authorization";
import type { Run } from "../../kernel/service";
import type { FunctionConfiguration } from "../declared";

/**
 * Actions that a function's role must allow for logs and traces (Lambda Developer Guide, "Sending Lambda function logs
 * to CloudWatch Logs", "Visualize Lambda function invocations using AWS X-Ray").
 */
const logActions = ["logs:CreateLogStream", "logs:PutLogEvents"];
const traceActions = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/** Writes logs and traces of functions if their roles allow it. */
export class Telemetry {
  private readonly reported = new Set<string>();

  constructor(private readonly run: Pick<Run, "location" | "registry" | "log">) {}

  /**
   * Returns the writer of a function's log. If the role denies it, lines are dropped and the denial is reported once.
   */
  sink(configuration: FunctionConfiguration, logStream: string, requestId?: string): (text: string) => void {
    const { label, logGroup, tracing } = configuration;
    if (tracing) this.isPermitted(configuration, traceActions, "*");
    const stream = arn(
      inRegionOf(this.run.location, configuration.arn),
      "logs",
      `log-group:${logGroup}:log-stream:${logStream}`,
    );
    if (!this.isPermitted(configuration, logActions, stream)) return () => undefined;
    const group = { name: logGroup, stream: logStream };
    return (text) =>
      this.run.log({ source: label, ...(requestId === undefined ? {} : { requestId }), text, inGroup: true, group });
  }

  private isPermitted({ label, name, roleArn }: FunctionConfiguration, actions: string[], resource: string): boolean {
    const principal = roleSession(roleArn, name);
    const iam = this.run.registry.use(authorizer);
    const denials = actions.map((action) => iam.authorize(principal, action, resource).denial);
    const denial = denials.find((each) => each !== undefined);
    if (denial !== undefined && !this.reported.has(`${label} ${actions.join()}`)) {
      this.reported.add(`${label} ${actions.join()}`);
      this.run.log({
        source: "lambda",
        text: `${label} writes no ${actions === logActions ? "log" : "traces"}: ${denial}`,
      });
    }
    return denial === undefined;
  }
}
