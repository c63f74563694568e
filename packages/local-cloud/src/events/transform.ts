import { parseJsonText, printJsonText, type JsonNode } from "../kernel/jsonText";
import { parsePath, valueAt } from "./jsonPath";
import type { Target } from "./model";

/** Rule and event from which a target's input is made. */
export interface TransformContext {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly event: JsonNode;
  /** ISO time of the event's arrival. */
  readonly ingestionTime: string;
}

/** Returns the text that a target receives. */
export function inputOf(target: Target, context: TransformContext): string {
  const { Input, InputPath, InputTransformer } = target;
  if (Input !== undefined) return Input;
  if (InputTransformer !== undefined) return transform(InputTransformer, context);
  const value = InputPath === undefined ? context.event : valueAt(context.event, parsePath(InputPath) ?? []);
  return value === undefined ? "null" : printJsonText(value);
}

/** A name in `<…>`. */
const placeholder = /<([^<>\s"]+)>/g;

/** Returns the names of a template's placeholders. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(placeholder)].map(([, name]) => name!);
}

function transform(
  { InputPathsMap = {}, InputTemplate }: NonNullable<Target["InputTransformer"]>,
  context: TransformContext,
): string {
  const values = new Map(
    Object.entries(InputPathsMap).map(([name, path]) => [name, valueAt(context.event, parsePath(path) ?? [])]),
  );
  const valueOf = (name: string) => (values.has(name) ? values.get(name) : predefined(name, context));
  return replacePlaceholders(InputTemplate, (name, isQuoted) => {
    const value = valueOf(name);
    return isQuoted ? quotedText(value) : value === undefined ? '""' : printJsonText(value);
  });
}

/** Replaces the placeholders of a template. `isQuoted` is true for one inside a JSON string. */
export function replacePlaceholders(template: string, replace: (name: string, isQuoted: boolean) => string): string {
  let isQuoted = false;
  let text = "";
  let at = 0;
  for (const found of template.matchAll(/\\.|"|<([^<>\s"]+)>/gs)) {
    const [all, name] = found;
    if (all === '"') isQuoted = !isQuoted;
    if (name === undefined) continue;
    text += template.slice(at, found.index) + replace(name, isQuoted);
    at = found.index + all.length;
  }
  return text + template.slice(at);
}

/** Inside a string, objects and lists lose their quotes (recorded: `{acc_id:0a787ecb-4015,sf_id:baz}`). */
function quotedText(value: JsonNode | undefined): string {
  if (value === undefined) return "";
  if (value.kind === "string") return JSON.stringify(value.text).slice(1, -1);
  return printJsonText(value).replaceAll('"', "");
}

/** Variables of EventBridge (EventBridge User Guide, "Predefined variables"). */
export const predefinedNames = [
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event.ingestion-time",
  "aws.events.event",
  "aws.events.event.json",
] as const;

function predefined(name: string, { ruleArn, ruleName, event, ingestionTime }: TransformContext): JsonNode | undefined {
  const text = (value: string): JsonNode => ({ kind: "string", text: value });
  switch (name) {
    case "aws.events.rule-arn":
      return text(ruleArn);
    case "aws.events.rule-name":
      return text(ruleName);
    case "aws.events.event.ingestion-time":
      return text(ingestionTime);
    case "aws.events.event.json":
      return event;
    case "aws.events.event":
      return event.kind === "object" ? withoutDetail(event.entries) : event;
    default:
      return undefined;
  }
}

/** `detail-type` has another name here (recorded on AWS: localstack, test_input_transformer_predefined_variables). */
function withoutDetail(entries: readonly (readonly [string, JsonNode])[]): JsonNode {
  const others = entries.filter(([key]) => key !== "detail");
  return {
    kind: "object",
    entries: others.map(([key, value]) => [key === "detail-type" ? "detailType" : key, value] as const),
  };
}

/** Returns the reason why a template with filled placeholders is not valid JSON; undefined if it is valid. */
export function templateFault(template: string): string | undefined {
  // Several quoted lines are allowed. EventBridge sends them as they are.
  if (!/^\s*[{[]/.test(template)) return /^\s*"/.test(template) ? undefined : "Unrecognized token in the template";
  try {
    parseJsonText(replacePlaceholders(template, (_, isQuoted) => (isQuoted ? "" : '""')));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
