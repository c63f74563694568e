import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ofType as resourcesOfType, type Declared, type Program } from "@onemachine/local-cloud";
import { declareProgram, type DeclareOptions } from "@onemachine/local-cloud/testing";

/** Folder of the project that the commands are tested on. */
export const root = resolve(__dirname, "../../../..");

/** The project's stacks with a Pulumi.NAME.yaml, without review stacks. */
export const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(?!pr-\d+\.)(.+)\.yaml$/.exec(file)?.[1] ?? []);

/** Renders the project's program, or another one. */
export function declare({ program = root, ...rest }: DeclareOptions = {}): Promise<Program> {
  return declareProgram({ program, ...rest });
}

const loaded = new Map<string, Promise<Program>>();

/** Renders a stack of the project, once for the whole test run. */
export function declared(stack: string): Promise<Program> {
  const program = loaded.get(stack) ?? declare({ stack });
  loaded.set(stack, program);
  return program;
}

export function ofType({ resources }: Program, type: string): Declared[] {
  return resourcesOfType(resources, type);
}

/** Wraps statements that use `aws` and `pulumi` in a complete index.ts. */
export function programSource(source: string): string {
  const imports = 'import * as aws from "@pulumi/aws";\nimport * as pulumi from "@pulumi/pulumi";\n';
  return `${imports}${source}\nvoid aws; void pulumi;\n`;
}

/** Runs work on a program in a temporary folder. @param index text of index.ts */
export async function withProgram<T>(index: string, work: (dir: string) => Promise<T>): Promise<T> {
  // Inside the repository, so that Node.js resolves the packages.
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
