import {
  DeleteFunctionCommand,
  LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
} from "@aws-sdk/client-lambda";
import { UserError } from "@onemachine/local-cloud";
import { defaultKept } from "./release/steps";
import { jsonInput, standardInput } from "./input";

export interface VersionsOptions {
  /** Newest versions of a function that stay. */
  readonly keep?: number;
  /** Whether the others are deleted, and not only listed. */
  readonly delete?: boolean;
}

/** What is asked of Lambda. */
export interface Versions {
  /** Numbers of a function's published versions. */
  published(functionName: string): Promise<number[]>;
  /** Those that an alias of it names, shares included. */
  aliased(functionName: string): Promise<number[]>;
  remove(functionName: string, version: number): Promise<void>;
}

/** Versions that nobody needs, the oldest first. */
export function unneeded(published: readonly number[], aliased: readonly number[], keep: number): number[] {
  const sorted = [...published].sort((a, b) => a - b);
  const before = aliased.flatMap((version) => sorted.filter((other) => other < version).slice(-1));
  const kept = new Set([...sorted.slice(sorted.length - Math.min(keep, sorted.length)), ...aliased, ...before]);
  return sorted.filter((version) => !kept.has(version));
}

/**
 * Lists or deletes the versions that nobody needs, of the functions that standard input names.
 *
 * @throws UserError for input that holds no names, and in Lambda's words for what it refuses.
 */
export async function versions(
  { keep = defaultKept, delete: deletes = false }: VersionsOptions,
  input: () => string,
  lambda: Versions,
): Promise<string> {
  const lines: string[] = [];
  for (const name of namesIn(input())) {
    const [published, aliased] = [await lambda.published(name), await lambda.aliased(name)];
    const gone = unneeded(published, aliased, keep);
    if (deletes) for (const version of gone) await lambda.remove(name, version);
    const what = gone.length === 0 ? "none to delete" : `${deletes ? "deleted" : "to delete"}: ${gone.join(", ")}`;
    lines.push(`${name}: ${published.length} published, ${aliased.join(" and ") || "none"} live, ${what}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What `pulumi stack output functionNames --json` prints: physical name by route. */
function namesIn(text: string): string[] {
  const sentence = "standard input must hold functions: pulumi stack output functionNames --json";
  const names: unknown[] = Object.values(jsonInput(text, sentence) ?? {});
  // As Lambda's own rule has them (CreateFunction, FunctionName).
  if (names.length === 0 || !names.every((name) => typeof name === "string" && /^[\w-]{1,64}$/.test(name))) {
    throw new UserError(sentence);
  }
  return names as string[];
}

/** The account and region of the environment. */
export function lambdaVersions(client = new LambdaClient({})): Versions {
  const numbers = (texts: readonly (string | undefined)[]) =>
    texts.filter((text) => /^\d+$/.test(text ?? "")).map(Number);
  return {
    published: (FunctionName) =>
      told(async () => {
        const found: (string | undefined)[] = [];
        for await (const { Versions: page = [] } of paginateListVersionsByFunction({ client }, { FunctionName })) {
          found.push(...page.map(({ Version }) => Version));
        }
        return numbers(found);
      }),
    aliased: (FunctionName) =>
      told(async () => {
        const found: (string | undefined)[] = [];
        for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName })) {
          for (const { FunctionVersion, RoutingConfig } of Aliases) {
            found.push(FunctionVersion, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}));
          }
        }
        return numbers(found);
      }),
    remove: (FunctionName, version) =>
      told(async () => {
        await client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: String(version) }));
      }),
  };
}

/** What AWS refuses is a person's to mend: credentials, region, permissions, a function that is gone. */
async function told<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { name, message } = error as Error;
    throw new UserError(`${name}: ${message.split("\n")[0]}`);
  }
}

/** Does it with the credentials of the environment, and prints what it did. @throws UserError for a person's mistake */
export async function main(options: VersionsOptions): Promise<void> {
  process.stdout.write(await versions(options, standardInput, lambdaVersions()));
}
