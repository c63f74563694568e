import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Returns the ARN of a resource in the stack's account and region. @param resource the part behind the account. */
export function accountArn(service: string, resource: string): pulumi.Output<string> {
  const { partition } = aws.getPartitionOutput();
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  return pulumi.interpolate`arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}
