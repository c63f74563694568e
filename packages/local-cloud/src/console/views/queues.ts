import { UserError } from "../../kernel/errors";
import { queueContents } from "../../kernel/interfaces/queueContents";
import type { Run } from "../../kernel/service";
import { objectIn, optionalTextIn, textIn, type CommandInput } from "../commandInput";
import type { Observer } from "../record/observer";
import { truncateText } from "../record/truncate";

/** Maximum number of messages of a peek. */
const maxPeeked = 50;

/** Returns the counts of all queues, or the first messages of one. @returns undefined for an unknown queue */
export function askQueues({ registry }: Run, observer: Observer, queueArn: string): object | undefined {
  const contents = registry.use(queueContents);
  if (queueArn === "") return contents.states;
  return contents.peek(queueArn, maxPeeked)?.map((message) => ({
    ...message,
    body: observer.hide(truncateText(message.body)),
  }));
}

/** Sends a message, purges a queue or starts a redrive. @throws UserError */
export function commandQueue({ registry }: Run, given: CommandInput): object {
  const contents = registry.use(queueContents);
  const [queueArn, what] = [textIn(given, "queue"), given["do"]];
  switch (what) {
    case "send":
      return { id: contents.send(queueArn, messageOf(given)) };
    case "purge":
      return { removed: contents.purge(queueArn) };
    case "redrive":
      contents.redrive(queueArn);
      return {};
    default:
      throw new UserError(`do must be "send", "purge" or "redrive", not ${JSON.stringify(what)}`);
  }
}

/** Returns the input of SendMessage. @throws UserError */
function messageOf(given: CommandInput): Readonly<Record<string, unknown>> {
  const group = optionalTextIn(given, "group");
  const deduplicationId = optionalTextIn(given, "deduplicationId");
  const delay = optionalTextIn(given, "delay");
  return {
    MessageBody: textIn(given, "body"),
    MessageAttributes: attributesOf(given),
    ...(group === undefined ? {} : { MessageGroupId: group }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
    ...(delay === undefined ? {} : { DelaySeconds: Number(delay) }),
  };
}

/** Returns message attributes in the form of the API: strings, and numbers as `Number`. @throws UserError */
export function attributesOf(given: CommandInput): Record<string, { DataType: string; StringValue: string }> {
  const attributes = Object.entries(objectIn(given, "attributes"));
  return Object.fromEntries(
    attributes.map(([name, value]) => {
      if (typeof value === "string") return [name, { DataType: "String", StringValue: value }];
      if (typeof value === "number") return [name, { DataType: "Number", StringValue: String(value) }];
      throw new UserError(`the attribute ${name} must be a string or a number`);
    }),
  );
}
