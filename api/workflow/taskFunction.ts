import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { aliasName, inputsOf, type Resources } from "../functions/inputs";
import { createLambdaFunction } from "../functions/lambdaFunction";
import { functionSettingsOf } from "../settings";
import type { Task } from "./tasks";

export interface TaskFunctionArgs extends Resources {
  readonly task: Task;
  readonly code: pulumi.asset.Archive;
}

/** Lambda function of one task, with log group, role, published version and alias. */
export class TaskFunction extends pulumi.ComponentResource {
  readonly taskName: string;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly logGroup: aws.cloudwatch.LogGroup;

  constructor(name: string, args: TaskFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:workflow:TaskFunction", name, {}, opts);
    const { task, code, stack } = args;
    this.taskName = task.name;
    const { function: fn, logGroup } = createLambdaFunction(
      name,
      {
        ...inputsOf(task, args),
        code,
        own: functionSettingsOf(stack.settings, name),
        reservedConcurrency: stack.settings.consumerConcurrency,
        publish: true,
        stack,
      },
      { parent: this },
    );
    this.function = fn;
    this.logGroup = logGroup;
    this.alias = new aws.lambda.Alias(
      `${name}-live`,
      { name: aliasName, functionName: fn.name, functionVersion: fn.version },
      { parent: this },
    );
    this.registerOutputs({ functionName: fn.name, aliasArn: this.alias.arn });
  }
}
