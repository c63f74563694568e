import { resolve } from "node:path";
import type { Declared, Program } from "../../src/kernel/resources";
import { render } from "../../src/render";

export const root = resolve(__dirname, "../../../..");

export interface DeclareOptions {
  readonly stack?: string;
  readonly config?: readonly string[];
  readonly preview?: boolean;
  readonly stuckMillis?: number;
  readonly dir?: string;
}

/** Runs the program under mocks, with ids, names and ARNs as on AWS. */
export function declare({ stack = "dev", dir = root, ...rest }: DeclareOptions = {}): Promise<Program> {
  return render({ stack, dir, ...rest });
}

const loaded = new Map<string, Promise<Program>>();

/** Like the above, but cached for each stack and kind of run. */
export function declared(stack: string, preview = false): Promise<Program> {
  const key = `${stack} ${preview}`;
  const program = loaded.get(key) ?? declare({ stack, preview });
  loaded.set(key, program);
  return program;
}

export function ofType(program: Program, type: string): Declared[] {
  return program.resources.filter((resource) => resource.type === type);
}

/** Returns the only resource of a type and logical name. */
export function only(program: Program, type: string, name?: string): Declared {
  const found = ofType(program, type).filter((resource) => name === undefined || resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${name ?? ""}`);
  return found[0]!;
}
