import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { FailureSettings } from "../consumer/consumer";

export interface AsyncCallsArgs {
  readonly alias: aws.lambda.Alias;
  readonly deadLetters: aws.sqs.Queue;
  readonly onFailure: FailureSettings;
}

/** Declares how often Lambda repeats a failed asynchronous call, and the queue that gets the event at last. */
export function configureAsyncCalls(name: string, args: AsyncCallsArgs, opts: pulumi.CustomResourceOptions): void {
  const { alias, deadLetters, onFailure } = args;
  new aws.lambda.FunctionEventInvokeConfig(
    `${name}-async`,
    {
      functionName: alias.functionName,
      qualifier: alias.name,
      maximumRetryAttempts: onFailure.retries ?? 2,
      destinationConfig: { onFailure: { destination: deadLetters.arn } },
    },
    opts,
  );
}
