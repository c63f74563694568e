import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../consumer/consumer";
import { withStore } from "../consumer/deliveries";
import type { EventSource } from "../kinds/kind";
import { attemptsOf } from "../queues/attempts";
import { connectSource } from "./connectSource";
import { createDeadLetters, sendStatements } from "./deadLetters";
import { aliasName, inputsOf, type Resources } from "./inputs";
import { createLiveFunction } from "./liveFunction";
import { sourceStatements } from "./sourceStatements";

export interface ConsumerFunctionArgs extends Resources {
  readonly consumer: Consumer;
  readonly code: pulumi.asset.Archive;
}

/** Lambda function of one consumer, with log group, role, published version, alias, source and dead-letter queue. */
export class ConsumerFunction extends pulumi.ComponentResource {
  readonly consumer: Consumer;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  /** Its own queue, or that of its source. Undefined for a queue that the stack uses and does not create. */
  readonly deadLetters: aws.sqs.Queue | undefined;
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** Lets a bucket call the function; undefined for other sources. */
  readonly permission: aws.lambda.Permission | undefined;
  private readonly source: EventSource | undefined;

  constructor(name: string, args: ConsumerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:functions:ConsumerFunction", name, {}, opts);
    const { consumer, code, stack } = args;
    this.consumer = consumer;
    this.source = args.declared[consumer.sourceKey ?? ""]?.events;
    const own = consumer.from.kind === "queue" ? undefined : createDeadLetters(name, { parent: this });
    this.deadLetters = own ?? this.source?.deadLetters;
    const { variables, grants } = inputsOf(withStore(consumer), args);
    const live = createLiveFunction(
      name,
      {
        code,
        variables: { ...variables, ...this.queueVariables() },
        grants: [...grants, sourceStatements(consumer, args), ...(own === undefined ? [] : [sendStatements(own)])],
        stack,
      },
      { parent: this },
    );
    this.function = live.function;
    this.logGroup = live.logGroup;
    this.alias = live.alias;
    const { function: fn, alias, deadLetters, source } = this;
    this.permission = connectSource(name, { consumer, function: fn, alias, source, deadLetters }, { parent: this });
    this.registerOutputs({ functionName: fn.name, aliasArn: this.alias.arn });
  }

  /** Number of attempts with a message of a FIFO queue, if the stack creates the queue. */
  private queueVariables(): Readonly<Record<string, string>> {
    const { from } = this.consumer;
    if (from.kind !== "queue" || from.queue.fifo !== true || this.deadLetters === undefined) return {};
    return { QUEUE_ATTEMPTS: String(attemptsOf(this.consumer)) };
  }

  /** The function in the form that `Monitoring` takes. */
  get watched() {
    const { kind } = this.consumer.from;
    return {
      name: this.consumer.name,
      functionName: this.function.name,
      logGroupName: this.logGroup.name,
      source: kind,
      ...(this.deadLetters === undefined ? {} : { deadLettersName: this.deadLetters.name }),
      ...(kind === "queue" ? { queueName: this.source!.name } : {}),
    };
  }

  /** Names for commands that operate the consumer. */
  get names() {
    const { deadLetters } = this;
    return {
      function: this.function.name,
      alias: aliasName,
      ...(deadLetters === undefined ? {} : { deadLetters: deadLetters.url }),
    };
  }
}
