import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../consumer/consumer";
import type { Statement } from "../kinds/kind";
import type { Resources } from "./inputs";

/**
 * Actions with which Lambda reads a stream in the name of the function (DynamoDB Developer Guide, "IAM policy to allow an
 * AWS Lambda function to access DynamoDB stream records").
 */
const streamActions = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

/** Returns what a consumer's role allows on its source. */
export function sourceStatements(
  { from, sourceKey }: Consumer,
  { declared }: Pick<Resources, "declared">,
): pulumi.Output<readonly Statement[]> {
  const source = declared[sourceKey ?? ""]?.resource;
  if (from.kind !== "stream") return pulumi.output([]);
  // The label of a stream is the time at which it was enabled.
  return (source as aws.dynamodb.Table).arn.apply((arn): Statement[] => [
    { Effect: "Allow", Action: streamActions.map((action) => `dynamodb:${action}`), Resource: `${arn}/stream/*` },
  ]);
}
