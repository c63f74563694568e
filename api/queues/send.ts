import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { checkValue } from "../http/check";
import type { DeclaredAs, Granted } from "../kinds/kind";
import type { MessageOf, QueueDeclaration } from "./declaration";
import type { OpenQueue } from "./open";

/** Options of a message, which depend on the type of its queue. */
export type SendOptions<D extends QueueDeclaration> = D extends { readonly fifo: true }
  ? {
      /** Messages of a group are received in the order of sending. */
      readonly group: string;
      /** SQS drops a message with the id of another one of the last five minutes. */
      readonly id: string;
    }
  : {
      /** Seconds, at most 900, before the message can be received. Default: 0. */
      readonly delaySeconds?: number;
    };

/**
 * Sends a message to a queue.
 *
 * @param declaration the queue's declaration, with the schema of its messages.
 * @throws an error in one sentence if the message breaks the schema.
 */
export async function send<D extends QueueDeclaration>(
  queue: OpenQueue & Granted<"SendMessage"> & DeclaredAs<D>,
  declaration: D,
  { message, ...options }: { readonly message: MessageOf<D> } & SendOptions<D>,
): Promise<void> {
  const { group, id, delaySeconds } = options as { group?: string; id?: string; delaySeconds?: number };
  await queue.client.send(
    new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: JSON.stringify(checkValue("message", declaration.message, message)),
      ...(group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: id }),
      ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
    }),
  );
}
