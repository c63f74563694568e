import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const nameRule = "must be the name of an environment: 1 to 40 letters, digits, hyphens, underscores";
const environment = z.string({ error: nameRule }).regex(/^[\w-]{1,40}$/, { error: nameRule });
const environments = z.array(environment, { error: "must be a list of environments" });

const pullRequestKeys = "preview, review, stack";

const schema = z.strictObject(
  {
    repository: z
      .string({ error: "must be owner/name of a repository on GitHub" })
      .regex(/^[\w.-]+\/[\w.-]+$/, { error: "must be owner/name of a repository on GitHub" })
      .refine((name) => name !== "owner/name", { error: "must be your repository instead of the example" }),
    githubProvider: z.enum(["create", "existing"], { error: "must be create or existing" }),
    // Wildcards are not allowed, because the IAM condition must match one branch only.
    branch: z
      .string({ error: "must be the name of a branch" })
      .regex(/^[\w./-]{1,100}$/, { error: "must be the name of a branch" })
      .default("main"),
    deployers: environments,
    readers: environments.default([]),
    pullRequests: z
      .strictObject(
        { preview: environment, review: environment, stack: environment },
        {
          error: (issue) =>
            issue.code === "unrecognized_keys"
              ? `the settings here are ${pullRequestKeys}`
              : `must be an object of ${pullRequestKeys}`,
        },
      )
      .optional(),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? "the settings are repository, githubProvider, branch, deployers, readers, pullRequests"
        : "must be an object",
  },
);

export type BootstrapSettings = Readonly<z.infer<typeof schema>>;

/**
 * Reads and checks the settings of the account. @throws pulumi.RunError with the first wrong setting: key, value, rule.
 */
export function readSettings(): BootstrapSettings {
  const prefix = `${pulumi.getProject()}:`;
  const given = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]) => [key.slice(prefix.length), /^[[{]/.test(text) ? parseJson(text) : text]);
  const parsed = schema.safeParse(Object.fromEntries(given), { reportInput: true });
  if (!parsed.success) throw new pulumi.RunError(`${prefix}${describeIssue(parsed.error.issues[0]!)}`);
  const violation = findViolation(parsed.data);
  if (violation !== undefined) throw new pulumi.RunError(`${prefix}${violation}`);
  return parsed.data;
}

/** Returns invalid JSON as text, which the schema then rejects. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const at = (path: readonly PropertyKey[]) => path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return `${at([...issue.path, issue.keys[0]!])} is not a setting: ${issue.message}`;
  }
  const value = issue.input === undefined ? "is missing" : `is ${JSON.stringify(issue.input)}`;
  return `${at(issue.path)} ${value}: it ${issue.message}`;
}

/** Returns a sentence about the first contradiction between settings. */
function findViolation({ deployers, readers, pullRequests }: BootstrapSettings): string | undefined {
  const { preview, review, stack } = pullRequests ?? {};
  const all = [...deployers, ...readers, ...[preview, review].filter((name) => name !== undefined)];
  const repeated = all.find((name, index) => all.indexOf(name) < index);
  if (repeated !== undefined)
    return `deployers, readers and pullRequests contain ${repeated} twice: an environment has one role`;
  if (stack !== undefined && !deployers.includes(stack)) {
    return `pullRequests.stack is "${stack}": it must be one of the deployers, ${deployers.join(", ")}`;
  }
  return undefined;
}
