import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../consumer/consumer";
import type { Statement } from "../kinds/kind";
import type { Resources } from "./inputs";

/**
 * Actions with which Lambda reads a stream in the name of the function (DynamoDB Developer Guide, "IAM policy to allow an
 * AWS Lambda function to access DynamoDB stream records").
 */
const streamActions = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

/** The same for a queue (Lambda Developer Guide, "Configuring execution role permissions" for SQS). */
const queueActions = ["DeleteMessage", "GetQueueAttributes", "ReceiveMessage"];

/** Returns what a consumer's role allows on its source. Other services than Lambda call the function themselves. */
export function sourceStatements(
  { from, sourceKey }: Consumer,
  { declared }: Pick<Resources, "declared">,
): pulumi.Output<readonly Statement[]> {
  const source = declared[sourceKey ?? ""];
  if (from.kind === "queue") return source!.statements(queueActions);
  if (from.kind !== "stream") return pulumi.output([]);
  // The label of a stream is the time at which it was enabled.
  return source!.events!.arn.apply((arn): Statement[] => [
    { Effect: "Allow", Action: streamActions.map((action) => `dynamodb:${action}`), Resource: `${arn}/stream/*` },
  ]);
}
