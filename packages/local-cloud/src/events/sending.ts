import { parseJsonText } from "../kernel/jsonText";
import { messageOf } from "../kernel/errors";
import { roleSession } from "../kernel/identity";
import { authorizer } from "../kernel/interfaces/authorization";
import { functions, InvokeRefused } from "../kernel/interfaces/functions";
import { topics } from "../kernel/interfaces/monitoring";
import { queues, type QueueSender } from "../kernel/interfaces/queues";
import { callWithRole } from "../kernel/protocols/roleCalls";
import type { Run } from "../kernel/service";
import { busForwarder, type Delivery } from "./delivery";
import { busNameOf, ruleArn } from "./names";
import { describeTarget, targetKind, type TargetKind } from "./targetKinds";

/** Reason why a target does not accept an event. */
export interface SendFailure {
  /** Value of ERROR_CODE in a dead letter. */
  readonly code: string;
  readonly message: string;
  /** EventBridge retries after throttling and service errors, but not for a missing permission or resource. */
  readonly isRetried: boolean;
}

const service = "events.amazonaws.com";

type Send = (run: Run, delivery: Delivery) => SendFailure | undefined | Promise<SendFailure | undefined>;

const senders: Readonly<Record<TargetKind, Send>> = {
  lambda: callFunction,
  sqs: (run, { rule, target, input, traceHeader }) => {
    const group = target.SqsParameters?.MessageGroupId;
    const message = {
      body: input,
      ...(group === undefined ? {} : { group }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
    };
    const sender: QueueSender =
      target.RoleArn === undefined
        ? { service, sourceArn: ruleArn(run.location, rule) }
        : { principal: roleSession(target.RoleArn, rule.name) };
    return failureOf(sendToQueue(run, target.Arn, { message, sender }));
  },
  sns: (run, { rule, target, input }) => {
    const sourceArn = ruleArn(run.location, rule);
    const publication = { topicArn: target.Arn, subject: "", message: input, service, sourceArn };
    return failureOf(run.registry.use(topics).publish(publication));
  },
  events: (run, { rule, target, event, traceHeader }) => {
    if (target.RoleArn !== undefined) {
      const session = roleSession(target.RoleArn, rule.name);
      const { denial } = run.registry.use(authorizer).authorize(session, "events:PutEvents", target.Arn);
      if (denial !== undefined) return failureOf(denial);
    }
    const isSent = run.registry.use(busForwarder).forward(busNameOf(target.Arn), event, traceHeader);
    return isSent ? undefined : failureOf(`Event bus ${busNameOf(target.Arn)} does not exist.`);
  },
  states: startExecution,
  logs: (run, { target, input }) => {
    const group = /:log-group:([^:]+)/.exec(target.Arn)?.[1] ?? target.Arn;
    run.log({ source: group, text: logText(input), inGroup: true });
    return undefined;
  },
};

/** Sends an event to a target once. @returns why the target does not accept it */
export async function sendToTarget(run: Run, delivery: Delivery): Promise<SendFailure | undefined> {
  const kind = targetKind(delivery.target.Arn);
  if (kind === undefined) {
    const message = `the local cloud does not emulate ${describeTarget(delivery.target.Arn)}`;
    return { code: "SDK_CLIENT_ERROR", message, isRetried: false };
  }
  return senders[kind](run, delivery);
}

/** Starts an execution with the target's role, which PutTargets requires. */
async function startExecution(
  run: Run,
  { rule, target, input, traceHeader }: Delivery,
): Promise<SendFailure | undefined> {
  const { registry, location } = run;
  const principal = roleSession(target.RoleArn ?? "", rule.name);
  const call = { service: "states", operation: "StartExecution", principal, region: location.region, traceHeader };
  const answer = await callWithRole(registry, { ...call, input: { stateMachineArn: target.Arn, input } });
  return failureOf(answer?.error?.message);
}

async function callFunction(
  run: Run,
  { rule, target, input, traceHeader }: Delivery,
): Promise<SendFailure | undefined> {
  try {
    await run.registry.use(functions).invoke({
      functionName: target.Arn,
      invocationType: "Event",
      payload: input,
      caller: { principal: service, sourceArn: ruleArn(run.location, rule) },
      ...(traceHeader === undefined ? {} : { traceId: traceHeader }),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    const isRetried = error.statusCode === 429 || error.statusCode >= 500;
    return { ...failureOf(error.message)!, code: isRetried ? "THROTTLING" : codeOf(error.code), isRetried };
  }
}

function codeOf(code: string): string {
  return code === "ResourceNotFoundException"
    ? "NO_RESOURCE"
    : code === "AccessDeniedException"
      ? "NO_PERMISSIONS"
      : "SDK_CLIENT_ERROR";
}

/** Codes of dead letters (EventBridge User Guide, "Using dead-letter queues"). */
function failureOf(denial: string | undefined): SendFailure | undefined {
  if (denial === undefined) return undefined;
  const code = /does not exist|not found/i.test(denial) ? "NO_RESOURCE" : "NO_PERMISSIONS";
  return { code, message: denial, isRetried: false };
}

function sendToQueue(
  run: Run,
  queueArn: string,
  { message, sender }: { message: Parameters<ReturnType<typeof queuesOf>["send"]>[1]; sender: QueueSender },
): string | undefined {
  try {
    return queuesOf(run).send(queueArn, message, sender);
  } catch (error) {
    return messageOf(error);
  }
}

function queuesOf(run: Run) {
  return run.registry.use(queues);
}

/** Sends a dead letter with texts as message attributes. @returns the reason for a rejection */
export function sendDeadLetter(
  run: Run,
  queueArn: string,
  { body, texts, sourceArn }: { body: string; texts: Readonly<Record<string, string>>; sourceArn: string },
): string | undefined {
  const attributes = Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
  );
  return sendToQueue(run, queueArn, { message: { body, attributes }, sender: { service, sourceArn } });
}

/** A transformer's text arrives without its JSON quotes in a log group. */
function logText(input: string): string {
  const node = parseJsonText(input);
  return node.kind === "string" ? node.text : input;
}
