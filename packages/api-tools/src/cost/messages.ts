import { ofType, queueRequestPrice, type Declared, type Program } from "@onemachine/local-cloud";
import { countRetentionMonths, gigabyte } from "./calls";
import { executionAmounts } from "./executions";
import type { FunctionWork } from "./functionWork";
import type { BilledAmount } from "./lines";
import type { Traffic } from "./traffic";

/** SQS, SNS and EventBridge bill each 64 KB of a message as one (their pricing pages). */
const chunkBytes = 65_536;

type Context = { readonly program: Program; readonly traffic: Traffic };

/** Returns what messages cost that arrive in a queue, a topic or a bus, or start a machine; nothing for other resources. */
export function arrivalAmounts(target: Declared, count: number, { program, traffic }: Context): BilledAmount[] {
  const quantity = count * chunksOf(traffic);
  switch (target.type) {
    case "aws:sqs/queue:Queue":
      return [{ price: queueRequestPrice(target.state), quantity }];
    case "aws:sns/topic:Topic":
      // FIFO topics have another price, and are among the omissions.
      return target.state["fifoTopic"] === true ? [] : [{ price: "topicPublishes", quantity }];
    case "aws:cloudwatch/eventBus:EventBus":
      return [{ price: "busEvents", quantity }, ...archiveAmounts(target, count, { program, traffic })];
    case "aws:sfn/stateMachine:StateMachine":
      return executionAmounts(target, count, traffic);
    default:
      return [];
  }
}

function chunksOf({ eventBytes }: Traffic): number {
  return Math.ceil(eventBytes / chunkBytes);
}

/** An archive without a retention counts as one year. */
function archiveAmounts(bus: Declared, events: number, { program, traffic }: Context): BilledAmount[] {
  const archives = ofType(program.resources, "aws:cloudwatch/eventArchive:EventArchive").filter(
    ({ state }) => state["eventSourceArn"] === bus.state["arn"],
  );
  const gigabytes = (events * traffic.eventBytes) / gigabyte;
  return archives.flatMap(({ state }): BilledAmount[] => {
    const days = Number(state["retentionDays"] ?? 0);
    return [
      { price: "archivedEvents", quantity: gigabytes },
      { price: "archiveStorage", quantity: gigabytes * countRetentionMonths(days === 0 ? undefined : days) },
    ];
  });
}

/** Returns what the messages cost that calls of a function send. */
export function sendAmounts(fn: FunctionWork, calls: number, context: Context): BilledAmount[] {
  const sends = [
    "sqs:SendMessage",
    "sns:Publish",
    "events:PutEvents",
    "states:StartExecution",
    "states:StartSyncExecution",
  ];
  return fn.grants
    .filter(({ action }) => sends.includes(action))
    .flatMap(({ target }) => arrivalAmounts(target, calls, context));
}

/** Returns what Lambda's requests cost that receive and delete the messages of a queue, one at a time. */
export function receiveAmounts(queue: Declared, messages: number, traffic: Traffic): BilledAmount[] {
  return [{ price: queueRequestPrice(queue.state), quantity: messages * (chunksOf(traffic) + 1) }];
}
