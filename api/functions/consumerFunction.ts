import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../consumer/consumer";
import { withStore } from "../consumer/deliveries";
import { functionSettingsOf } from "../settings";
import { configureAsyncCalls } from "./asyncCalls";
import { createDeadLetters, sendStatements } from "./deadLetters";
import { aliasName, inputsOf, type Resources } from "./inputs";
import { createLambdaFunction } from "./lambdaFunction";
import { createScheduleRule } from "./scheduleRule";
import { sourceStatements } from "./sourceStatements";
import { createStreamMapping } from "./streamMapping";

export interface ConsumerFunctionArgs extends Resources {
  readonly consumer: Consumer;
  readonly code: pulumi.asset.Archive;
}

/** Lambda function of one consumer, with log group, role, published version, alias, source and dead-letter queue. */
export class ConsumerFunction extends pulumi.ComponentResource {
  readonly consumer: Consumer;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly deadLetters: aws.sqs.Queue;
  readonly logGroup: aws.cloudwatch.LogGroup;

  constructor(name: string, args: ConsumerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:functions:ConsumerFunction", name, {}, opts);
    const { code, stack } = args;
    const { settings } = stack;
    this.consumer = args.consumer;
    this.deadLetters = createDeadLetters(name, { parent: this });
    const { variables, grants } = inputsOf(withStore(args.consumer), args);
    const { function: fn, logGroup } = createLambdaFunction(
      name,
      {
        code,
        variables,
        grants: [...grants, sourceStatements(args.consumer, args), sendStatements(this.deadLetters)],
        own: functionSettingsOf(settings, name),
        reservedConcurrency: settings.consumerConcurrency,
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
    this.connect(name, args);
    this.registerOutputs({ functionName: fn.name, aliasArn: this.alias.arn });
  }

  /** The function in the form that `Monitoring` takes. */
  get watched() {
    return {
      name: this.consumer.name,
      functionName: this.function.name,
      logGroupName: this.logGroup.name,
      deadLettersName: this.deadLetters.name,
      source: this.consumer.from.kind,
    };
  }

  /** Names for commands that operate the consumer. */
  get names() {
    return { function: this.function.name, alias: aliasName, deadLetters: this.deadLetters.url };
  }

  /** Declares what delivers the events of the source to the alias. */
  private connect(name: string, { declared }: Resources): void {
    const { alias, deadLetters, function: fn } = this;
    const { from, sourceKey, batch, onFailure } = this.consumer;
    const opts = { parent: this };
    const source = declared[sourceKey ?? ""]?.resource;
    switch (from.kind) {
      case "stream":
        createStreamMapping(name, { table: source as aws.dynamodb.Table, alias, deadLetters, batch, onFailure }, opts);
        return;
      case "schedule":
        createScheduleRule(name, { expression: from.expression, function: fn, alias }, opts);
        configureAsyncCalls(name, { alias, deadLetters, onFailure }, opts);
    }
  }
}
