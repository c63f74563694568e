import { optionalText } from "../kernel/protocols/jsonInput";
import type { CallContext, JsonInput } from "../kernel/protocols/jsonService";
import { parseJsonText, type JsonNode } from "../kernel/jsonText";
import type { EventsApi, Operations } from "./api";
import { envelope } from "./envelope";
import { newEventId } from "./eventRouter";
import { failedValidation } from "./input";
import { busArn, busNameOf } from "./names";

/** Limits of a request (recorded: a request of 262,198 bytes is rejected). */
const maxEntries = 10;
const maxBytes = 262_144;

/** The operation PutEvents. */
export function putEventsOperation(api: EventsApi): Operations {
  const busesOf = (input: JsonInput) => [
    ...new Set(entriesOf(input).map((entry) => busNameOf(optionalText(entry, "EventBusName")))),
  ];
  return {
    PutEvents: {
      access: (input) =>
        busesOf(input).map((name) => ({
          action: "events:PutEvents",
          resource: busArn(api.location, name),
          policy: api.store.bus(name)?.policy,
        })),
      resources: busesOf,
      run: (input, context) => {
        const entries = entriesOf(input);
        checkSize(entries);
        const Entries = entries.map((entry) => putEntry(api, entry, context));
        return { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries };
      },
    },
  };
}

function entriesOf(input: JsonInput): JsonInput[] {
  const entries = input["Entries"];
  const rule = (text: string, value = "[]") =>
    failedValidation(
      `1 validation error detected: Value '${value}' at 'entries' failed to satisfy constraint: ${text}`,
    );
  if (!Array.isArray(entries)) {
    throw failedValidation(
      "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must not be null",
    );
  }
  if (entries.length === 0) throw rule("Member must have length greater than or equal to 1");
  if (entries.length > maxEntries) {
    throw rule(
      `Member must have length less than or equal to ${String(maxEntries)}`,
      `[${(entries as JsonInput[]).map(shownEntry).join(", ")}]`,
    );
  }
  return entries as JsonInput[];
}

/** Returns an entry as AWS prints it (recorded on AWS: localstack, test_put_events_exceed_limit_ten_entries). */
function shownEntry(entry: JsonInput): string {
  const text = (key: string) => optionalText(entry, key) ?? "null";
  const resources = entry["Resources"] === undefined ? "null" : `[${resourcesOf(entry).join(", ")}]`;
  const time = typeof entry["Time"] === "number" ? new Date(entry["Time"] * 1_000).toString() : "null";
  const fields = {
    time,
    source: text("Source"),
    resources,
    detailType: text("DetailType"),
    detail: text("Detail"),
    eventBusName: text("EventBusName"),
    traceHeader: text("TraceHeader"),
    kmsKeyIdentifier: "null",
    internalMetadata: "null",
  };
  const shown = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
  return `PutEventsRequestEntry(${shown.join(", ")})`;
}

/** Sizes as in EventBridge User Guide, "Calculating PutEvents event entry size". */
function checkSize(entries: readonly JsonInput[]): void {
  const bytes = (text: string | undefined) => Buffer.byteLength(text ?? "");
  const sizes = entries.map(
    (entry) =>
      (entry["Time"] === undefined ? 0 : 14) +
      ["Source", "DetailType", "Detail"].reduce((sum, key) => sum + bytes(optionalText(entry, key)), 0) +
      resourcesOf(entry).reduce((sum, resource) => sum + bytes(resource), 0),
  );
  if (sizes.reduce((sum, size) => sum + size, 0) > maxBytes) {
    throw failedValidation("Total size of the entries in the request is over the limit.");
  }
}

function resourcesOf(entry: JsonInput): string[] {
  return Array.isArray(entry["Resources"]) ? entry["Resources"].map(String) : [];
}

/** The result of one entry. */
type EntryResult = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** Puts one entry of a request. @throws ServiceError for an event that is too large */
export function putEntry(
  api: EventsApi,
  entry: JsonInput,
  context: Pick<CallContext, "region" | "traceHeader">,
): EntryResult {
  checkSize([entry]);
  const fault = faultOf(entry);
  if (fault !== undefined) return { ErrorCode: fault[0], ErrorMessage: fault[1] };
  const [source, detailType] = [optionalText(entry, "Source")!, optionalText(entry, "DetailType")!];
  const detail = detailOf(entry)!;
  const time = typeof entry["Time"] === "number" ? entry["Time"] * 1_000 : api.clock.now();
  const id = newEventId();
  const text = envelope({
    id,
    detailType,
    source,
    time,
    region: context.region,
    resources: resourcesOf(entry),
    detail,
  });
  const traceHeader = optionalText(entry, "TraceHeader") ?? context.traceHeader;
  api.router.send({ bus: busNameOf(optionalText(entry, "EventBusName")), text, traceHeader });
  return { EventId: id };
}

function faultOf(entry: JsonInput): readonly [code: string, message: string] | undefined {
  for (const key of ["Source", "DetailType", "Detail"]) {
    if ((optionalText(entry, key) ?? "") === "") {
      return ["InvalidArgument", `Parameter ${key} is not valid. Reason: ${key} is a required argument.`];
    }
  }
  if (/^aws\./i.test(optionalText(entry, "Source")!)) {
    return ["NotAuthorizedForSourceException", "Not authorized for the source."];
  }
  return detailOf(entry) === undefined ? ["MalformedDetail", "Detail is malformed."] : undefined;
}

/** Returns undefined for a detail that is no JSON object. */
function detailOf(entry: JsonInput): JsonNode | undefined {
  try {
    const node = parseJsonText(optionalText(entry, "Detail") ?? "");
    return node.kind === "object" ? node : undefined;
  } catch {
    return undefined;
  }
}
