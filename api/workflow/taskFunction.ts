import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { inputsOf, type Resources } from "../functions/inputs";
import { createLiveFunction } from "../functions/liveFunction";
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
    const live = createLiveFunction(name, { ...inputsOf(task, args), code, stack }, { parent: this });
    this.function = live.function;
    this.logGroup = live.logGroup;
    this.alias = live.alias;
    this.registerOutputs({ functionName: this.function.name, aliasArn: this.alias.arn });
  }
}
