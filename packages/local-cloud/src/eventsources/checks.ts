import { knownNumber, knownText, objectOf, type Check, type TypeChecks } from "../kernel/checks";
import { parsePattern, PatternError } from "../kernel/eventPattern";
import { ofType, type Properties } from "../kernel/resources";
import { nameOf } from "./functionNames";
import { filtersOf, isQueueArn, isTableStreamArn } from "./mapping";

const type = "aws:lambda/eventSourceMapping:EventSourceMapping";
const invalid = "InvalidParameterValueException";

const filterRefusal: Check = (state) => {
  const isValid = (pattern: string) => {
    try {
      parsePattern(pattern);
      return true;
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      return false;
    }
  };
  const wrong = filtersOf(state).find((pattern) => !isValid(pattern));
  return wrong === undefined ? undefined : "Invalid filter pattern definition.";
};

/** Rejects settings of streams on a queue (recorded: event-source-mappings/sqs-destination-config). */
const destinationRefusal: Check = (state) =>
  isQueueArn(knownText(state, "eventSourceArn") ?? "") && Object.keys(objectOf(state, "destinationConfig")).length > 0
    ? "Unsupported DestinationConfig parameter for given event source mapping type."
    : undefined;

const positions = ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"];

const positionRefusal: Check = (state) => {
  const position = knownText(state, "startingPosition");
  return position === undefined || positions.includes(position)
    ? undefined
    : `1 validation error detected: Value '${position}' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [${positions.join(", ")}]`;
};

const timestampRefusal: Check = (state) => {
  const source = knownText(state, "eventSourceArn") ?? "";
  return state["startingPosition"] === "AT_TIMESTAMP" && isTableStreamArn(source)
    ? `Unsupported starting position for arn type: ${source}`
    : undefined;
};

const tumblingRefusal: Check = (state) =>
  (knownNumber(state, "tumblingWindowInSeconds") ?? 0) > 0
    ? `the local cloud does not emulate tumbling windows (tumblingWindowInSeconds ${String(state["tumblingWindowInSeconds"])})`
    : undefined;

/** Rejects a second mapping of a source and a function (recorded: event-source-mappings/dynamodb-duplicate). */
const conflictRefusal: Check = (state, resource, resources) => {
  const keyOf = (each: Properties) => `${String(each["eventSourceArn"])} ${String(each["functionArn"])}`;
  const key = keyOf(state);
  const first = ofType(resources, type).find(
    (other) => other.provider === resource.provider && keyOf(other.state) === key,
  );
  if (first === undefined || first === resource) return undefined;
  const [source, name] = [String(state["eventSourceArn"]), nameOf({ functionName: String(state["functionName"]) })];
  return `The event source arn (" ${source} ") and function (" ${name} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${String(first.state["uuid"])}`;
};

/** Lambda's checks of event source mappings, in addition to those of the service's own folder. */
export const mappingChecks: readonly TypeChecks[] = [
  { type, label: "event source mapping", code: "ValidationException", checks: [positionRefusal] },
  {
    type,
    label: "event source mapping",
    code: invalid,
    checks: [destinationRefusal, timestampRefusal, filterRefusal],
  },
  {
    type,
    label: "event source mapping",
    code: "ResourceConflictException",
    statusCode: 409,
    checks: [conflictRefusal],
  },
  { type, label: "event source mapping", code: "NotEmulatedException", statusCode: 501, checks: [tumblingRefusal] },
];
