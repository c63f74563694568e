import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** Runs a command in the project and returns what it prints. @throws UserError when it fails */
export type Read = (command: string, ...args: string[]) => string;

/**
 * Pull requests that have a stack, in the backend of `PULUMI_BACKEND_URL`.
 *
 * In a bucket, by the names of its files: `pulumi stack ls` reads the state of every stack, which the role of review stacks
 * may not (pulumi/pulumi, pkg/backend/diy/backend.go). The AWS CLI is part of GitHub's runners.
 */
export function reviewStacks(dir: string, read: Read): number[] {
  const { PULUMI_BACKEND_URL: backend = "" } = process.env;
  const names = backend.startsWith("s3://") ? inBucket(new URL(backend), projectOf(dir), read) : listed(read);
  const numbers = names.flatMap((name) => {
    const number = /^pr-([1-9]\d{0,8})$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Name of the project in a folder. */
export function projectOf(dir: string): string {
  return String(parseDocument(readFileSync(join(dir, "Pulumi.yaml"), "utf8")).get("name"));
}

/** A stack's file is `.pulumi/stacks/PROJECT/STACK.json`, or compressed; `.bak` is what a removed one leaves. */
function inBucket({ host, pathname, searchParams }: URL, project: string, read: Read): string[] {
  const folder = `${pathname.slice(1).replace(/\/?$/, "/").replace(/^\/$/, "")}.pulumi/stacks/${project}/`;
  const region = searchParams.get("region");
  const keys = read(
    "aws",
    ...["s3api", "list-objects-v2", "--bucket", host, "--prefix", `${folder}pr-`],
    ...["--query", "Contents[].Key", "--output", "json"],
    ...(region === null ? [] : ["--region", region]),
  );
  // Without a file the CLI prints null, or nothing.
  const found = (JSON.parse(keys.trim() || "null") ?? []) as string[];
  return found.flatMap((key) => /^([^/]+)\.json(?:\.gz|\.zst)?$/.exec(key.slice(folder.length))?.[1] ?? []);
}

function listed(read: Read): string[] {
  const stacks = JSON.parse(read("pulumi", "stack", "ls", "--json")) as readonly { readonly name: string }[];
  return stacks.map(({ name }) => name);
}
