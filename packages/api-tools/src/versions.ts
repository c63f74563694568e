import {
  DeleteFunctionCommand,
  LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
} from "@aws-sdk/client-lambda";
import { UserError } from "@onemachine/local-cloud";
import { defaultKeep } from "./release/steps";
import { parseJsonInput, readStandardInput } from "./input";

export interface VersionsOptions {
  /** Number of newest versions to keep of each function. */
  readonly keep?: number;
  /** True to delete the versions; otherwise they are only listed. */
  readonly delete?: boolean;
}

/** Version calls of Lambda. */
export interface VersionsApi {
  /** Returns the numbers of a function's published versions. */
  listPublished(functionName: string): Promise<number[]>;
  /** Returns the versions that an alias names, including weighted ones. */
  listAliased(functionName: string): Promise<number[]>;
  remove(functionName: string, version: number): Promise<void>;
}

/** Returns the versions that can be deleted, oldest first. Keeps the newest, aliased ones and their predecessors. */
export function findUnneeded(published: readonly number[], aliased: readonly number[], keep: number): number[] {
  const sorted = [...published].sort((a, b) => a - b);
  const before = aliased.flatMap((version) => sorted.filter((other) => other < version).slice(-1));
  const kept = new Set([...sorted.slice(sorted.length - Math.min(keep, sorted.length)), ...aliased, ...before]);
  return sorted.filter((version) => !kept.has(version));
}

/**
 * Lists or deletes the unneeded versions of the functions that standard input names.
 *
 * @throws UserError for input without names, and with Lambda's message if Lambda rejects a call.
 */
export async function listOrDeleteVersions(
  { keep = defaultKeep, delete: deletes = false }: VersionsOptions,
  input: () => string,
  lambda: VersionsApi,
): Promise<string> {
  const lines: string[] = [];
  for (const name of parseNames(input())) {
    const [published, aliased] = [await lambda.listPublished(name), await lambda.listAliased(name)];
    const gone = findUnneeded(published, aliased, keep);
    if (deletes) for (const version of gone) await lambda.remove(name, version);
    const what = gone.length === 0 ? "none to delete" : `${deletes ? "deleted" : "to delete"}: ${gone.join(", ")}`;
    lines.push(`${name}: ${published.length} published, ${aliased.join(" and ") || "none"} live, ${what}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Parses the output of `pulumi stack output functionNames --json`: physical names, keyed by route. */
function parseNames(text: string): string[] {
  const sentence = "standard input must contain function names: pipe pulumi stack output functionNames --json";
  const names: unknown[] = Object.values(parseJsonInput(text, sentence) ?? {});
  // Lambda's pattern for FunctionName (CreateFunction).
  if (names.length === 0 || !names.every((name) => typeof name === "string" && /^[\w-]{1,64}$/.test(name))) {
    throw new UserError(sentence);
  }
  return names as string[];
}

/** Creates the calls for the environment's account and region. */
export function createVersionsApi(client = new LambdaClient({})): VersionsApi {
  const numbers = (texts: readonly (string | undefined)[]) =>
    texts.filter((text) => /^\d+$/.test(text ?? "")).map(Number);
  return {
    listPublished: (FunctionName) =>
      callLambda(async () => {
        const found: (string | undefined)[] = [];
        for await (const { Versions: page = [] } of paginateListVersionsByFunction({ client }, { FunctionName })) {
          found.push(...page.map(({ Version }) => Version));
        }
        return numbers(found);
      }),
    listAliased: (FunctionName) =>
      callLambda(async () => {
        const found: (string | undefined)[] = [];
        for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName })) {
          for (const { FunctionVersion, RoutingConfig } of Aliases) {
            found.push(FunctionVersion, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}));
          }
        }
        return numbers(found);
      }),
    remove: (FunctionName, version) =>
      callLambda(async () => {
        await client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: String(version) }));
      }),
  };
}

/** Calls Lambda. @throws UserError with Lambda's message: the user can fix credentials, region, permissions or names */
async function callLambda<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { name, message } = error as Error;
    throw new UserError(`${name}: ${message.split("\n")[0]}`);
  }
}

/** Runs with the environment's credentials and prints the result. @throws UserError for a user's mistake */
export async function main(options: VersionsOptions): Promise<void> {
  process.stdout.write(await listOrDeleteVersions(options, readStandardInput, createVersionsApi()));
}
