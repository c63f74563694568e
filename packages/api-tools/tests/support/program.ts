import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ofType as resourcesOfType, type Declared, type Program } from "@onemachine/local-cloud";
import { declareProgram, type DeclareOptions } from "@onemachine/local-cloud/testing";

/** The project that the commands are tried on. */
export const root = resolve(__dirname, "../../../..");

/** The stacks of the project that have a file of their own; a pull request's is a copy of dev's. */
export const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(?!pr-\d+\.)(.+)\.yaml$/.exec(file)?.[1] ?? []);

/** What the project's program declares. */
export function declare({ program = root, ...rest }: DeclareOptions = {}): Promise<Program> {
  return declareProgram({ program, ...rest });
}

const loaded = new Map<string, Promise<Program>>();

/** The same, once per stack for the whole test run. */
export function declared(stack: string): Promise<Program> {
  const program = loaded.get(stack) ?? declare({ stack });
  loaded.set(stack, program);
  return program;
}

export function ofType({ resources }: Program, type: string): Declared[] {
  return resourcesOfType(resources, type);
}

/** A whole index.ts around statements that use `aws` and `pulumi`. */
export function programSource(source: string): string {
  const imports = 'import * as aws from "@pulumi/aws";\nimport * as pulumi from "@pulumi/pulumi";\n';
  return `${imports}${source}\nvoid aws; void pulumi;\n`;
}

/** Writes a program into a folder for as long as the work takes. @param index its index.ts */
export async function withProgram<T>(index: string, work: (dir: string) => Promise<T>): Promise<T> {
  // Inside the repository, so that the program finds the packages.
  const dir = mkdtempSync(join(__dirname, "..", "tmp-"));
  writeFileSync(join(dir, "Pulumi.yaml"), "name: small\nruntime: nodejs\nmain: index.ts\n");
  writeFileSync(join(dir, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-central-1\n");
  writeFileSync(join(dir, "index.ts"), index);
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
