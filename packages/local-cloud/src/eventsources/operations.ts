import { randomUUID } from "node:crypto";
import { arn, type StackLocation } from "../kernel/identity";
import { optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput, type JsonOperation } from "../kernel/protocols/jsonService";
import { cutPage, positionIn } from "../kernel/protocols/positions";
import type { Properties } from "../kernel/resources";
import { checkTypes, configurationOf, outputsOf, propertiesOf } from "./apiForm";
import { nameOf, qualifierOf } from "./functionNames";
import { isQueueArn, isTableStreamArn } from "./mapping";
import { checkTags } from "./tagOperations";
import { changeMillis, type Change, type MappingStore, type StoredMapping } from "./store";

/** Parts of a run that the operations of event source mappings use. */
export interface MappingsApi {
  readonly store: MappingStore;
  readonly location: StackLocation;
  readonly now: () => number;
  /** Checks the settings of a mapping as Lambda does. @throws ServiceError */
  readonly check: (uuid: string, state: Properties) => void;
  /** Starts and stops the pollers according to the store. */
  readonly poll: () => void;
  /** Returns the result of a mapping's last call; undefined before the first one. */
  readonly lastResult: (uuid: string) => string | undefined;
}

/** Returns Lambda's operations of event source mappings. */
export function mappingOperations(api: MappingsApi): Record<string, JsonOperation> {
  const onMapping = (action: string): NonNullable<JsonOperation["access"]> => {
    return ({ UUID }) => [
      { action: `lambda:${action}`, resource: arn(api.location, "lambda", `event-source-mapping:${String(UUID)}`) },
    ];
  };
  return {
    CreateEventSourceMapping: {
      access: () => [{ action: "lambda:CreateEventSourceMapping", resource: "*" }],
      run: (input) => create(api, input),
      successStatus: 202,
    },
    GetEventSourceMapping: {
      access: onMapping("GetEventSourceMapping"),
      run: (input) => {
        const [uuid, mapping] = existing(api, input);
        return describe(api, uuid, mapping);
      },
    },
    ListEventSourceMappings: {
      access: () => [{ action: "lambda:ListEventSourceMappings", resource: "*" }],
      run: (input) => list(api, input),
    },
    UpdateEventSourceMapping: {
      access: onMapping("UpdateEventSourceMapping"),
      run: (input) => update(api, input),
      successStatus: 202,
    },
    DeleteEventSourceMapping: {
      access: onMapping("DeleteEventSourceMapping"),
      run: (input) => remove(api, input),
      successStatus: 202,
    },
  };
}

function create(api: MappingsApi, input: JsonInput): object {
  checkTypes(input);
  checkTags(input["Tags"]);
  const uuid = randomUUID();
  const inputs = propertiesOf(input);
  if (typeof inputs["functionName"] !== "string") {
    const rule = "Value null at 'functionName' failed to satisfy constraint: Member must not be null";
    throw new ServiceError("ValidationException", `1 validation error detected: ${rule}`, user);
  }
  const state = { ...inputs, ...outputsOf(uuid, inputs, api.location) };
  api.check(uuid, state);
  refuseUnemulated(state);
  return save(api, uuid, { mapping: { label: uuid, state, modified: api.now() }, change: "Creating" });
}

/** @throws ServiceError for a source that AWS polls and the local cloud does not. */
function refuseUnemulated({ eventSourceArn = "a self-managed source" }: Properties): void {
  const source = String(eventSourceArn);
  if (isQueueArn(source) || isTableStreamArn(source)) return;
  const message = `the local cloud does not emulate event source mappings of ${source}`;
  throw new ServiceError("NotEmulatedException", message, { statusCode: 501 });
}

/** Properties that UpdateEventSourceMapping does not change. */
const fixed = ["eventSourceArn", "startingPosition"];

function update(api: MappingsApi, input: JsonInput): object {
  checkTypes(input);
  const [uuid, mapping] = existing(api, input);
  refuseBusy(api, mapping, "update");
  const changed = Object.entries(propertiesOf(input)).filter(([property]) => !fixed.includes(property));
  const inputs: Properties = { ...mapping.state, ...Object.fromEntries(changed) };
  const state = { ...inputs, ...outputsOf(uuid, inputs, api.location) };
  api.check(uuid, state);
  return save(api, uuid, { mapping: { ...mapping, state, modified: api.now() }, change: changeOf(mapping, state) });
}

function changeOf({ state }: StoredMapping, next: Properties): Change {
  const [before, after] = [state["enabled"] !== false, next["enabled"] !== false];
  if (before === after) return "Updating";
  return after ? "Enabling" : "Disabling";
}

function remove(api: MappingsApi, input: JsonInput): object {
  const [uuid, mapping] = existing(api, input);
  refuseBusy(api, mapping, "delete");
  return save(api, uuid, { mapping: { ...mapping, modified: api.now() }, change: "Deleting" });
}

/** Stores a change and starts or stops the poller. @returns the answer of the operation */
function save(
  api: MappingsApi,
  uuid: string,
  { mapping, change: state }: { readonly mapping: StoredMapping; readonly change: Change },
): object {
  const changed = { ...mapping, change: { state, until: api.now() + changeMillis } };
  api.store.set(uuid, changed);
  api.poll();
  return describe(api, uuid, changed);
}

/** Lambda's errors name the caller as their cause. */
const user = { members: { Type: "User" } };

/** @throws ServiceError if there is no such mapping (recorded: event-source-mappings/unknown-mapping). */
function existing({ store }: MappingsApi, input: JsonInput): [uuid: string, StoredMapping] {
  const uuid = optionalText(input, "UUID") ?? "";
  const mapping = store.get(uuid);
  if (mapping !== undefined) return [uuid, mapping];
  const message = "The resource you requested does not exist.";
  throw new ServiceError("ResourceNotFoundException", message, { statusCode: 404, ...user });
}

/** @throws ServiceError while Lambda applies an earlier change (API reference, ResourceInUseException). */
function refuseBusy({ store }: MappingsApi, mapping: StoredMapping, what: string): void {
  if (["Enabled", "Disabled"].includes(store.stateOf(mapping))) return;
  const message = `Cannot ${what} the event source mapping because it is in use.`;
  throw new ServiceError("ResourceInUseException", message, user);
}

/** Returns a mapping as Lambda does. The words of a reason differ by source (recorded: sqs-mapping-moves-version, dynamodb-disable). */
function describe({ store, lastResult }: MappingsApi, uuid: string, mapping: StoredMapping): object {
  const isQueue = isQueueArn(String(mapping.state["eventSourceArn"]));
  return {
    ...configurationOf(mapping.state),
    LastModified: mapping.modified / 1_000,
    State: store.stateOf(mapping),
    StateTransitionReason: isQueue ? "USER_INITIATED" : "User action",
    ...(isQueue ? {} : { LastProcessingResult: lastResult(uuid) ?? "No records processed" }),
  };
}

/** Most mappings of a page (API reference, ListEventSourceMappings). */
const maxItems = 100;

function list(api: MappingsApi, input: JsonInput): object {
  const [source, functionName] = [optionalText(input, "EventSourceArn"), optionalText(input, "FunctionName")];
  const wanted = functionName === undefined ? undefined : targetOf(functionName);
  const found = api.store.all.filter(
    ([, { state }]) =>
      (source === undefined || state["eventSourceArn"] === source) &&
      (wanted === undefined || targetOf(String(state["functionName"])) === wanted),
  );
  const from = positionIn(optionalText(input, "Marker"));
  if (from === undefined) throw new ServiceError("InvalidParameterValueException", "Invalid marker", user);
  const size = Number(input["MaxItems"] ?? maxItems);
  if (!Number.isInteger(size) || size < 1 || size > 10_000) {
    const rule = `Value '${String(input["MaxItems"])}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 10000`;
    throw new ServiceError("ValidationException", `1 validation error detected: ${rule}`, user);
  }
  const { page, next } = cutPage(found, { from, size: Math.min(size, maxItems) });
  return {
    EventSourceMappings: page.map(([uuid, mapping]) => describe(api, uuid, mapping)),
    ...(next === undefined ? {} : { NextMarker: next }),
  };
}

/** Returns name and qualifier of a function. */
function targetOf(functionName: string): string {
  return `${nameOf({ functionName })}:${qualifierOf({ functionName }) ?? ""}`;
}
