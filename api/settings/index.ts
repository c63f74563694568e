import * as pulumi from "@pulumi/pulumi";
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { crossChecks, type KnownRoute } from "./crossChecks";
import { settingsSchema } from "./schema";

export type Settings = Readonly<z.infer<typeof settingsSchema>>;
export type UsagePlanSettings = Settings["usagePlans"][number];

/** Provisioned, autoscaled and reserved concurrency of one function. */
export type Concurrency = Pick<Settings, "provisionedConcurrency" | "autoscaling" | "reservedConcurrency">;

/** A wrong setting. Pulumi prints a RunError as its message alone, without a stack. */
function settingError(sentence: string): pulumi.RunError {
  return new pulumi.RunError(sentence);
}

/**
 * The stack's settings: typed, frozen, closed and cross-checked. The only reader of Pulumi's configuration.
 *
 * @param routes those that settings may name.
 * @throws pulumi.RunError with one sentence: key, value, rule.
 */
export function readSettings(routes: readonly KnownRoute[]): Settings {
  const project = pulumi.getProject();
  const prefix = `${project}:`;
  const all = pulumi.runtime.allConfig();
  const given = Object.entries(all)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]) => [key.slice(prefix.length), text] as const);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given.map(([key, text]) => [key, valueOf(key, text)])), {
    reportInput: true,
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw settingError(otherPrefix(project, issue, Object.keys(all)) ?? sentence(project, issue));
  }
  for (const { key, value, rule } of crossChecks(parsed.data, routes)) {
    throw settingError(`${prefix}${key} is ${shown(value)}: ${rule}`);
  }
  return deepFreeze(parsed.data);
}

/** The one setting that clients see. Where nothing is configured, as outside of a stack, it is absent. */
export function readIdentity(): Settings["identity"] {
  const text = pulumi.runtime.allConfig()[`${pulumi.getProject()}:identity`];
  return text === undefined ? undefined : settingsSchema.shape.identity.parse(valueOf("identity", text));
}

/** The concurrency of a route: its own where `routeConcurrency` names it, else the stack's. */
export function concurrencyOf(settings: Settings, routeName: string): Concurrency {
  return settings.routeConcurrency[routeName] ?? settings;
}

/** Pulumi hands every value over as text, objects as JSON: text stays text only where the schema wants text. */
function valueOf(key: string, text: string): unknown {
  const wanted = Object.entries(settingsSchema.shape).find(([name]) => name === key)?.[1];
  const type = wanted?.type === "optional" ? wanted.unwrap().type : wanted?.type;
  if (type === "string" || type === "enum") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What to change where the settings stand under another name than the project's, as after a change of `name` alone. */
function otherPrefix(project: string, issue: z.core.$ZodIssue, keys: readonly string[]): string | undefined {
  if (issue.input !== undefined) return undefined;
  const settings = keys.map((key) => key.split(":")).filter(([, name]) => Object.hasOwn(settingsSchema.shape, name!));
  const held = (prefix: string) => settings.filter(([each]) => each === prefix).length;
  const [most] = settings.map(([prefix]) => prefix!).sort((a, b) => held(b) - held(a));
  if (most === undefined || most === project) return undefined;
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  return `the project is named ${project}, and the settings in ${file} begin with ${most}: change that to ${project}, as in ${project}:stageName`;
}

function sentence(project: string, issue: z.core.$ZodIssue): string {
  const key = (path: readonly PropertyKey[]) =>
    path.reduce<string>((text, part) => {
      if (typeof part === "number") return `${text}[${part}]`;
      return text === "" ? `${project}:${String(part)}` : `${text}.${String(part)}`;
    }, "");
  if (issue.code === "unrecognized_keys") {
    const [unknown] = issue.keys as [string];
    return `${key([...issue.path, unknown])} is not a setting: ${issue.message}${didYouMean(unknown, issue.message)}`;
  }
  const given = issue.input === undefined ? "is missing" : `is ${shown(issue.input)}`;
  return `${key(issue.path)} ${given}: it ${issue.message}`;
}

/** The setting that was probably meant, of those that a message lists. */
function didYouMean(unknown: string, message: string): string {
  const nearest = closest(unknown, message.replace(/^.* are /, "").split(", "));
  return distance(unknown, nearest) <= Math.max(2, unknown.length / 3) ? `; did you mean ${nearest}?` : "";
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
