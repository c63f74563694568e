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

/** Runs the program under mocks, with AWS-like ids, names and ARNs. */
export function declare({ stack = "dev", dir = root, ...rest }: DeclareOptions = {}): Promise<Program> {
  return render({ stack, dir, ...rest });
}

const loaded = new Map<string, Promise<Program>>();

/** The same, once per stack and kind of run for the whole test run. */
export function declared(stack: string, preview = false): Promise<Program> {
  const key = `${stack} ${preview}`;
  const program = loaded.get(key) ?? declare({ stack, preview });
  loaded.set(key, program);
  return program;
}

export function ofType(program: Program, type: string): Declared[] {
  return program.resources.filter((resource) => resource.type === type);
}

/** The one resource of a type and logical name. */
export function only(program: Program, type: string, name?: string): Declared {
  const found = ofType(program, type).filter((resource) => name === undefined || resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${name ?? ""}`);
  return found[0]!;
}
