import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const environment = z
  .string()
  .regex(/^[\w-]{1,40}$/, { error: "must be a list of environments, each of 1 to 40 letters, digits, hyphens" });

const schema = z.strictObject(
  {
    repository: z
      .string({ error: "must be owner/name of a repository on GitHub" })
      .regex(/^[\w.-]+\/[\w.-]+$/, { error: "must be owner/name of a repository on GitHub" })
      .refine((name) => name !== "owner/name", { error: "must be your repository, in place of the example" }),
    githubProvider: z.enum(["create", "existing"], { error: "must be create or existing" }),
    readers: z.array(environment, { error: "must be a list of environments" }),
    deployers: z.array(environment, { error: "must be a list of environments" }),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? "the settings are repository, githubProvider, readers, deployers"
        : "must be settings",
  },
);

export type BootstrapSettings = Readonly<z.infer<typeof schema>>;

/** The settings of the account's stack. @throws pulumi.RunError with one sentence: key, value, rule */
export function readSettings(): BootstrapSettings {
  const prefix = `${pulumi.getProject()}:`;
  const given = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]) => [key.slice(prefix.length), text.startsWith("[") ? (JSON.parse(text) as unknown) : text]);
  const parsed = schema.safeParse(Object.fromEntries(given), { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue!.code === "unrecognized_keys") {
    throw new pulumi.RunError(`${prefix}${issue.keys[0]} is not a setting: ${issue.message}`);
  }
  const value = issue!.input === undefined ? "is missing" : `is ${JSON.stringify(issue!.input)}`;
  throw new pulumi.RunError(`${prefix}${issue!.path.join(".")} ${value}: it ${issue!.message}`);
}
