import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** Runs a command in the project and returns its output. @throws UserError if it fails */
export type ReadCommand = (command: string, ...args: string[]) => string;

/**
 * Lists the pull requests with a stack in the backend of `PULUMI_BACKEND_URL`.
 *
 * For an S3 backend, it lists the state files with the AWS CLI, which GitHub's runners contain. `pulumi stack ls` would
 * read the state of every stack (pulumi/pulumi, pkg/backend/diy/backend.go). The role of review stacks may not do that.
 */
export function listReviewStacks(dir: string, read: ReadCommand): number[] {
  const { PULUMI_BACKEND_URL: backend = "" } = process.env;
  const names = backend.startsWith("s3://")
    ? listInBucket(new URL(backend), projectOf(dir), read)
    : listWithPulumi(read);
  const numbers = names.flatMap((name) => {
    const number = /^pr-([1-9]\d{0,8})$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Reads the project's name from Pulumi.yaml. */
export function projectOf(dir: string): string {
  return String(parseDocument(readFileSync(join(dir, "Pulumi.yaml"), "utf8")).get("name"));
}

/** Lists stacks by their state files, `.pulumi/stacks/PROJECT/STACK.json`. Removed stacks leave a `.bak` file. */
function listInBucket({ host, pathname, searchParams }: URL, project: string, read: ReadCommand): string[] {
  const folder = `${pathname.slice(1).replace(/\/?$/, "/").replace(/^\/$/, "")}.pulumi/stacks/${project}/`;
  const region = searchParams.get("region");
  const keys = read(
    "aws",
    ...["s3api", "list-objects-v2", "--bucket", host, "--prefix", `${folder}pr-`],
    ...["--query", "Contents[].Key", "--output", "json"],
    ...(region === null ? [] : ["--region", region]),
  );
  // The CLI prints null or nothing if no file matches.
  const found = (JSON.parse(keys.trim() || "null") ?? []) as string[];
  return found.flatMap((key) => /^([^/]+)\.json(?:\.gz|\.zst)?$/.exec(key.slice(folder.length))?.[1] ?? []);
}

function listWithPulumi(read: ReadCommand): string[] {
  const stacks = JSON.parse(read("pulumi", "stack", "ls", "--json")) as readonly { readonly name: string }[];
  return stacks.map(({ name }) => name);
}
