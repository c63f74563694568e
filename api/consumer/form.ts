import { kinds, type Declaration } from "../kinds";
import { isDeclaration } from "../kinds/checks";
import { isList, isMap } from "../shared/forms";
import { quote } from "../shared/quote";
import { archiveBudget, callback, checkRules, closed, optional, text, type Rule, type Rules } from "../shared/rules";
import type { Consumer } from "./consumer";
import { declarationOf, type Source } from "./sources";

/** Keys of a declaration and the forms of their values. Ranges and names are checked when all forms are met. */
const rules: Rules = {
  name: text,
  summary: text,
  from: {
    isMet: isSource,
    rule: "the result of changesOf(), messagesOf(), publishedOn(), eventsOf(), objectsOf() or schedule()",
  },
  batch: closed("size", "windowSeconds"),
  onFailure: closed("retries"),
  idempotent: { isMet: (value) => typeof value === "boolean", rule: "true or false" },
  archiveBudget: optional(archiveBudget),
  callbackFactory: callback,
};

/** Keys that `consumersOf` adds. */
const derived = ["sourceKey", "declarations", "origin"];

/** Keys that are checked as those of routes. */
const shared = ["access", "values"];

/** Returns a sentence for each value of a consumer that has another form than its type. */
export function* checkForm(consumer: Consumer): Generator<string> {
  const what = `consumer ${String(consumer.name)}`;
  yield* checkRules(what, consumer, { rules, others: shared, derived, titleOf });
  if (isSource(consumer.from)) yield* checkSourceForm(what, consumer.from);
}

/** The function that returns a source, and the kind of the declaration that it takes. */
const sourceFunctions: Readonly<
  Record<Source["kind"], readonly [name: string, kind: Declaration["kind"] | undefined]>
> = {
  stream: ["changesOf()", "table"],
  queue: ["messagesOf()", "queue"],
  topic: ["publishedOn()", "topic"],
  bus: ["eventsOf()", "bus"],
  bucket: ["objectsOf()", "bucket"],
  schedule: ["schedule()", undefined],
};

/** A declaration of a queue, topic, bus or bucket has the same `kind` as a source of it. */
function isSource(value: unknown): value is Source {
  return isMap(value) && Object.hasOwn(sourceFunctions, String(value["kind"])) && !("logicalName" in value);
}

function* checkSourceForm(what: string, from: Source): Generator<string> {
  const [name, kind] = sourceFunctions[from.kind];
  if (kind !== undefined) {
    const declaration: unknown = declarationOf(from);
    if (!isDeclaration(declaration) || declaration.kind !== kind) {
      yield `${what}: ${name} received ${titleOf(declaration)}, and must receive what ${kind}() returns`;
      return;
    }
  }
  for (const [field, { isMet, rule }] of Object.entries(sourceFields[from.kind])) {
    const value = from[field as keyof Source] as unknown;
    if (!isMet(value)) yield `${what}: its source has ${quote(value)} for ${field}, and must have ${rule}`;
  }
}

const pattern: Rule = { isMet: (value) => value === undefined || isMap(value), rule: "an object" };

/** Fields of a source beside its declaration. */
const sourceFields: Readonly<Record<Source["kind"], Readonly<Record<string, Rule>>>> = {
  stream: {},
  queue: {},
  topic: { filter: pattern },
  bus: {
    events: {
      isMet: (value) => isList(value) && value.every((each) => isMap(each) && isMap(each["detail"])),
      rule: "a list of what event() returns",
    },
    detail: pattern,
  },
  bucket: { changes: { isMet: isList, rule: "a list of created and removed" }, prefix: text, suffix: text },
  schedule: { expression: text },
};

/** Returns the kind and the name of a declaration, and any other value as it is. */
function titleOf(value: unknown): string {
  return isDeclaration(value) && "logicalName" in value
    ? `the ${kinds[value.kind].word} ${value.logicalName}`
    : quote(value);
}
