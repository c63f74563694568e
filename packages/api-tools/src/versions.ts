import { readFileSync } from "node:fs";
import {
  DeleteFunctionCommand,
  LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
} from "@aws-sdk/client-lambda";
import { UserError } from "@onemachine/local-cloud";
import { jsonInput, numberOf, parseCommand } from "./commandLine";

const usage = `Usage: pulumi stack output functionNames --json | npx api-tools versions [options]

  Lambda keeps each version that a deployment publishes. This lists those that nobody needs: it keeps the newest ones,
  those that an alias names, and of each of these the one before it, which a release goes back to.

  --keep N   newest versions of a function that stay (default: 5)
  --delete   deletes the others (default: only lists them)
  --help     shows this

Credentials and region come from the environment; it needs lambda:ListVersionsByFunction, lambda:ListAliases and, with
--delete, lambda:DeleteFunction on the functions.
`;

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
export async function versions(argv: readonly string[], input: () => string, lambda: Versions): Promise<string> {
  const { keep, help, ...values } = parseCommand(
    "npx api-tools versions",
    {
      keep: { type: "string", default: "5" },
      delete: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    argv,
  );
  if (help) return usage;
  const kept = numberOf("keep", keep, [1, 1_000]);
  if (!Number.isInteger(kept)) throw new UserError(`--keep is ${keep}: it must be an integer from 1 to 1000`);
  const lines: string[] = [];
  for (const name of namesIn(input())) {
    const [published, aliased] = [await lambda.published(name), await lambda.aliased(name)];
    const gone = unneeded(published, aliased, kept);
    if (values.delete) for (const version of gone) await lambda.remove(name, version);
    const what =
      gone.length === 0 ? "none to delete" : `${values.delete ? "deleted" : "to delete"}: ${gone.join(", ")}`;
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

/** The command, in the project of a folder. @throws UserError for a person's mistake. */
export async function main(_dir: string, argv: readonly string[]): Promise<void> {
  const read = () => (process.stdin.isTTY ? "" : readFileSync(0, "utf8"));
  process.stdout.write(await versions(argv, read, lambdaVersions()));
}
