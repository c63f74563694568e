import { documentInfo } from "../openapi/info";
import { Components } from "../openapi/schemas";
import type { BusDeclaration, EventDeclaration } from "./declaration";

type Json = Readonly<Record<string, unknown>>;

/** AsyncAPI document of the events that a program publishes. */
export interface AsyncApiDocument {
  readonly asyncapi: "3.0.0";
  readonly info: Json;
  readonly defaultContentType: string;
  readonly channels: Json;
  readonly operations: Json;
  readonly components: { readonly messages: Json; readonly schemas: Json };
}

/**
 * Returns the AsyncAPI 3.0 document of a program's buses, keyed by their names. Returns undefined without a bus. A channel
 * is a bus, and a message is an event as EventBridge delivers it.
 */
export function asyncApiDocument(
  title: string,
  buses: Readonly<Record<string, BusDeclaration>>,
): AsyncApiDocument | undefined {
  if (Object.keys(buses).length === 0) return undefined;
  const keys = messageKeys(buses);
  const components = new Components();
  const messages = Object.fromEntries([...keys].map(([event, key]) => [key, message(event, components)]));
  return {
    asyncapi: "3.0.0",
    info: {
      ...documentInfo(title, "Events of EventBridge. A repeated delivery has the same `eventId` in its detail."),
      tags: [{ name: "EventBridge" }],
    },
    defaultContentType: "application/json",
    channels: mapValues(buses, ({ logicalName, events }) => ({
      // The address is unknown before the deployment, because the bus's name is different in each stack.
      address: null,
      description: `The event bus ${logicalName}`,
      messages: Object.fromEntries(
        events.map((event) => [event.type, { $ref: `#/components/messages/${keys.get(event)}` }]),
      ),
    })),
    operations: Object.fromEntries(
      Object.keys(buses).map((name) => [
        `publish-${name}`,
        { action: "send", channel: { $ref: `#/channels/${name}` }, description: `Publishes the events of ${name}` },
      ]),
    ),
    components: { messages, schemas: components.schemas },
  };
}

/** Keys of the events in the document: the type, after the bus's name if another event has the same type. */
function messageKeys(buses: Readonly<Record<string, BusDeclaration>>): Map<EventDeclaration, string> {
  const keys = new Map<EventDeclaration, string>();
  const taken = new Set<string>();
  for (const [name, { events }] of Object.entries(buses)) {
    for (const event of events) {
      if (keys.has(event)) continue;
      const key = taken.has(event.type) ? `${name}.${event.type}` : event.type;
      taken.add(key);
      keys.set(event, key);
    }
  }
  return keys;
}

/** EventBridge's fields of an event (EventBridge User Guide, "Events"). */
function message({ type, source, summary, detail }: EventDeclaration, components: Components): Json {
  const { title: _title, ...schema } = jsonSchema(detail);
  return {
    name: type,
    summary,
    payload: {
      type: "object",
      required: ["id", "source", "detail-type", "time", "detail"],
      properties: {
        id: { type: "string", description: "of EventBridge; a repeated event has another one" },
        source: { const: source },
        "detail-type": { const: type },
        time: { type: "string", description: "time of the change, in seconds", format: "date-time" },
        detail: components.reference(schema),
      },
    },
  };
}

/** Returns an input schema as JSON Schema, which has `examples` instead of OpenAPI's `example`. */
function jsonSchema(schema: object): Json {
  const { example, items, properties, ...rest } = schema as Json;
  return {
    ...rest,
    ...(items === undefined ? {} : { items: jsonSchema(items as object) }),
    ...(properties === undefined
      ? {}
      : { properties: mapValues(properties as Readonly<Record<string, object>>, jsonSchema) }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

function mapValues<Value, Result>(values: Readonly<Record<string, Value>>, map: (value: Value) => Result) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
