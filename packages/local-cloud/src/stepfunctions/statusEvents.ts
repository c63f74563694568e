import type { AwsEvent } from "../kernel/interfaces/awsEvents";
import type { ExecutionRecord } from "./executions/records";
import { redriveRefusal } from "./operations/executionOperations";

/** Most bytes of input and output in an event, as JSON texts (Developer Guide, "EventBridge payloads"). */
const maxBytes = 248 * 1_024;

/** Returns the event of a change of the status; undefined for an express execution, which sends none. */
export function statusEvent(record: ExecutionRecord, at: { readonly region: string; readonly time: number }) {
  if (record.type === "EXPRESS") return undefined;
  return {
    ...{ source: "aws.states", detailType: "Step Functions Execution Status Change" },
    ...{ resources: [record.arn], detail: detailOf(record), traceHeader: record.traceHeader },
    ...at,
  } satisfies AwsEvent;
}

/** All members are there, with null for what the execution does not have (LocalStack's snapshot `test_event_bridge_events_base`). */
function detailOf(record: ExecutionRecord): object {
  const { arn, machineArn, name, status, started, stopped = null, redriveCount, redriven = null } = record;
  const { qualifiedArn, versionArn = null, error = null, cause = null } = record;
  const reason = redriveRefusal(record) ?? null;
  return {
    ...{ executionArn: arn, stateMachineArn: machineArn, name, status, startDate: started, stopDate: stopped },
    ...payloads(record),
    stateMachineVersionArn: versionArn,
    stateMachineAliasArn: versionArn === null || qualifiedArn === versionArn ? null : (qualifiedArn ?? null),
    ...{ redriveCount, redriveDate: redriven },
    ...{ redriveStatus: reason === null ? "REDRIVABLE" : "NOT_REDRIVABLE", redriveStatusReason: reason },
    ...{ error, cause },
  };
}

/** Returns input and output. What exceeds the limit is left out: first the input, then the output. */
function payloads({ input, output }: ExecutionRecord): object {
  const [inputBytes, outputBytes] = [bytesOf(input), bytesOf(output ?? "")];
  const hasOutput = output !== undefined && outputBytes <= maxBytes;
  const hasInput = inputBytes + (hasOutput ? outputBytes : 0) <= maxBytes;
  return {
    input: hasInput ? input : null,
    inputDetails: { included: hasInput },
    output: hasOutput ? output : null,
    outputDetails: output === undefined ? null : { included: hasOutput },
  };
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
