import type { AwsEvent } from "../kernel/interfaces/awsEvents";
import { parseJsonText } from "../kernel/jsonText";
import { envelope } from "./envelope";
import { newEventId, type EventRouter } from "./eventRouter";
import { defaultBus } from "./names";

/** Sends an event of an AWS service to the default bus. */
export function publishAwsEvent(router: EventRouter, { detail, traceHeader, ...content }: AwsEvent): void {
  const text = envelope({ ...content, id: newEventId(), detail: parseJsonText(JSON.stringify(detail)) });
  router.send({ bus: defaultBus, text, traceHeader });
}
