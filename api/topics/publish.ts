import { PublishCommand } from "@aws-sdk/client-sns";
import { checkValue } from "../http/check";
import type { ValueOf } from "../http/schemas";
import type { DeclaredAs, Granted } from "../kinds/kind";
import type { TopicDeclaration } from "./declaration";
import type { OpenTopic } from "./open";

/**
 * Publishes a message on a topic.
 *
 * @param declaration the topic's declaration, with the schema of its messages.
 * @throws an error in one sentence if the message breaks the schema.
 */
export async function publishMessage<D extends TopicDeclaration>(
  topic: OpenTopic & Granted<"Publish"> & DeclaredAs<D>,
  declaration: D,
  message: ValueOf<D["message"]>,
): Promise<void> {
  const Message = JSON.stringify(checkValue("message", declaration.message, message));
  await topic.client.send(new PublishCommand({ TopicArn: topic.arn, Message }));
}
