import * as pulumi from "@pulumi/pulumi";
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { quote } from "../shared/quote";
import { checkTogether, type KnownOthers, type KnownRoute } from "./crossChecks";
import { settingsSchema } from "./schema";

export type Settings = Readonly<z.infer<typeof settingsSchema>>;
export type UsagePlanSettings = Settings["usagePlans"][number];

export { concurrencyOf, type Concurrency } from "./concurrency";

/** Kinds of declarations whose text the stack's file may contain beside the settings. */
const configuredKinds = ["secret", "parameter"];

/** Returns an error that Pulumi prints without a stack trace. */
function settingError(sentence: string): pulumi.RunError {
  return new pulumi.RunError(sentence);
}

/**
 * Reads the settings of the stack from Pulumi's configuration, checks and freezes them. Unknown keys are rejected; those
 * of values that the routes use are known (api/values/).
 *
 * @param routes routes that the settings may name.
 * @param known declarations that the settings may name, keyed as in `access`, and consumers.
 * @throws pulumi.RunError with the first wrong setting: key, value and rule.
 */
export function readSettings(routes: readonly KnownRoute[], { declarations, consumers = [] }: KnownOthers): Settings {
  const project = pulumi.getProject();
  const prefix = `${project}:`;
  const all = pulumi.runtime.allConfig();
  const configured = Object.keys(declarations).filter((name) => configuredKinds.includes(declarations[name]!.kind));
  const ofEntries = [...routes, ...consumers].flatMap((entry) => entry.values.map(({ name }) => name));
  const values = [...ofEntries, ...configured];
  const given = Object.entries(all)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]) => [key.slice(prefix.length), text] as const)
    .filter(([key]) => !values.includes(key));
  const parsed = settingsSchema.safeParse(
    Object.fromEntries(given.map(([key, text]) => [key, parseValue(key, text)])),
    {
      reportInput: true,
    },
  );
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw settingError(describeOtherPrefix(project, issue, Object.keys(all)) ?? describeIssue(project, issue, values));
  }
  for (const { key, value, rule } of checkTogether(parsed.data, routes, { declarations, consumers })) {
    throw settingError(`${prefix}${key} is ${quote(value)}: ${rule}`);
  }
  return deepFreeze(parsed.data);
}

/** Reads the setting `identity`, which appears in the API's document; undefined outside of a stack. */
export function readIdentity(): Settings["identity"] {
  const text = pulumi.runtime.allConfig()[`${pulumi.getProject()}:identity`];
  return text === undefined ? undefined : settingsSchema.shape.identity.parse(parseValue("identity", text));
}

/** Memory in MB, timeout in seconds, and log level of one function. */
export interface FunctionSettings extends Pick<Settings, "memorySize" | "timeout"> {
  /** Undefined for Powertools' own default, INFO. */
  readonly logLevel?: string | undefined;
}

/** Returns the settings of a route's function: its entry in `routeFunctions`, and those of the stack for the rest. */
export function functionSettingsOf(
  { routeFunctions, memorySize, timeout }: Settings,
  routeName: string,
): FunctionSettings {
  const own = Object.hasOwn(routeFunctions, routeName) ? routeFunctions[routeName] : undefined;
  return { memorySize: own?.memorySize ?? memorySize, timeout: own?.timeout ?? timeout, logLevel: own?.logLevel };
}

/** Pulumi passes every value as text, objects as JSON. Parses it as JSON unless the schema requires a string. */
function parseValue(key: string, text: string): unknown {
  const schema = Object.entries(settingsSchema.shape).find(([name]) => name === key)?.[1];
  const type = schema?.type === "optional" ? schema.unwrap().type : schema?.type;
  if (type === "string" || type === "enum") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Returns a message if the settings have the prefix of another project, as after a change of `name` in Pulumi.yaml;
 * otherwise undefined.
 */
function describeOtherPrefix(project: string, issue: z.core.$ZodIssue, keys: readonly string[]): string | undefined {
  if (issue.input !== undefined) return undefined;
  const settings = keys.map((key) => key.split(":")).filter(([, name]) => Object.hasOwn(settingsSchema.shape, name!));
  const count = (prefix: string) => settings.filter(([each]) => each === prefix).length;
  const [commonest] = settings.map(([prefix]) => prefix!).sort((a, b) => count(b) - count(a));
  if (commonest === undefined || commonest === project) return undefined;
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  return `the project is named ${project}, and the settings in ${file} begin with ${commonest}: change that to ${project}, as in ${project}:stageName`;
}

function describeIssue(project: string, issue: z.core.$ZodIssue, values: readonly string[]): string {
  const key = (path: readonly PropertyKey[]) =>
    path.reduce<string>((text, part) => {
      if (typeof part === "number") return `${text}[${part}]`;
      return text === "" ? `${project}:${String(part)}` : `${text}.${String(part)}`;
    }, "");
  if (issue.code === "unrecognized_keys") {
    const [unknown] = issue.keys as [string];
    const known = issue.path.length === 0 ? [issue.message, ...values].join(", ") : issue.message;
    return `${key([...issue.path, unknown])} is not a setting: ${known}${suggest(unknown, known)}`;
  }
  const given = issue.input === undefined ? "is missing" : `is ${quote(issue.input)}`;
  return `${key(issue.path)} ${given}: it ${issue.message}`;
}

/** Returns a question about the listed setting with the nearest spelling, or "" if none is near. */
function suggest(unknown: string, message: string): string {
  const nearest = closest(unknown, message.replace(/^.* are /, "").split(", "));
  return distance(unknown, nearest) <= Math.max(2, unknown.length / 3) ? `; did you mean ${nearest}?` : "";
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
