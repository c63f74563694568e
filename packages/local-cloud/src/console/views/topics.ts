import type { Run } from "../../kernel/service";
import { withUserErrors } from "../../kernel/protocols/serviceErrors";
import { topics } from "../../kernel/interfaces/topics";
import { headerOfTrace, newTrace } from "../../kernel/facts/traces";
import { optionalTextIn, textIn, type CommandInput } from "../commandInput";
import type { Observer } from "../record/observer";
import { attributesOf } from "./queues";

/** Returns the topics with their subscriptions, and the mailbox, newest first. */
export function askTopics({ registry }: Run, observer: Observer): object {
  const { descriptions, mailbox } = registry.use(topics);
  const mails = mailbox.map(({ text, ...mail }) => ({ ...mail, text: observer.hide(text) }));
  return { topics: descriptions, mailbox: mails.reverse() };
}

/** Publishes a message. @throws UserError with AWS's message */
export function publishMessage({ registry, clock }: Run, given: CommandInput): object {
  const group = optionalTextIn(given, "group");
  const deduplicationId = optionalTextIn(given, "deduplicationId");
  return withUserErrors(() => {
    const { messageId } = registry.use(topics).send({
      isConsole: true,
      topicArn: textIn(given, "topic"),
      subject: optionalTextIn(given, "subject") ?? "",
      message: textIn(given, "message"),
      attributes: attributesOf(given),
      traceHeader: headerOfTrace(newTrace(clock.now())),
      ...(group === undefined ? {} : { group }),
      ...(deduplicationId === undefined ? {} : { deduplicationId }),
    });
    return { id: messageId };
  });
}
