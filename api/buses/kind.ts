import * as aws from "@pulumi/aws";
import { variablePrefix, type Kind } from "../kinds/kind";
import { checkObjectSchema } from "../route/checkSchema";
import { isList, isMap } from "../shared/forms";
import { quote } from "../shared/quote";
import type { Stack } from "../shared/stack";
import type { BusDeclaration } from "./declaration";
import { openBuses } from "./open";

/** Buses of EventBridge in `access`. */
export const busKind = {
  word: "bus",
  handles: "buses",
  actions: ["PutEvents"],
  variable: (name: string) => `${variablePrefix(name)}_BUS_NAME`,
  check: checkEvents,
  create(_name: string, { logicalName }: BusDeclaration, { settings, options }: Stack) {
    const bus = new aws.cloudwatch.EventBus(logicalName, {}, options);
    new aws.cloudwatch.EventArchive(
      `${logicalName}-archive`,
      { eventSourceArn: bus.arn, retentionDays: settings.eventArchiveDays },
      options,
    );
    return {
      name: bus.name,
      events: { arn: bus.arn, name: bus.name },
      statements: (actions: readonly string[]) =>
        bus.arn.apply((Resource) => [
          { Effect: "Allow" as const, Action: actions.map((action) => `events:${action}`), Resource },
        ]),
    };
  },
  open: openBuses,
} as const satisfies Kind<BusDeclaration>;

function* checkEvents(name: string, { events }: BusDeclaration): Generator<string> {
  if (!isList(events) || !events.every(isMap)) {
    yield `bus ${name}: events is ${quote(events)}, and must be a list of what event() returns`;
    return;
  }
  if (events.length === 0) yield `bus ${name} declares no event`;
  const types = new Set<string>();
  for (const { type, source, detail } of events) {
    if (types.has(type)) yield `bus ${name} declares two events ${type}`;
    types.add(type);
    if (!/^[A-Z][A-Za-z0-9]{0,63}$/.test(type)) {
      yield `bus ${name}: the event ${type} must be 1 to 64 letters and digits, and begin with a capital letter`;
    }
    // EventBridge rejects events of others with this prefix (EventBridge API reference, PutEventsRequestEntry).
    if (!/^[\w./-]{1,256}$/.test(source) || source.startsWith("aws.")) {
      yield `bus ${name}: the source ${source} of ${type} must be 1 to 256 letters, digits and . _ / -, and not begin with aws.`;
    }
    // The program writes events itself, in the formats that their schemas describe.
    yield* checkObjectSchema({ what: `bus ${name}`, described: ["format"] }, `the detail of ${type}`, detail);
  }
}
