import { resolve } from "node:path";
import { loadProgram } from "../../local/engine/load";
import { readProject } from "../../local/engine/project";
import type { Declared, Program } from "../../local/engine/resources";
import { providersOf } from "../../local/cloud";
import { apis, functions, type Apis, type Functions } from "../../local/engine/interfaces";
import { Ports } from "../../local/engine/ports";

export const root = resolve(__dirname, "../..");

export interface DeclareOptions {
  readonly stack?: string;
  readonly config?: readonly string[];
  readonly preview?: boolean;
  readonly stuckMillis?: number;
  readonly dir?: string;
}

/** Runs the program under mocks, with AWS-like ids, names and ARNs. */
export function declare({
  stack = "dev",
  config = [],
  preview = false,
  dir = root,
  ...rest
}: DeclareOptions = {}): Promise<Program> {
  const project = readProject(dir, stack, config);
  const region = project.config["aws:region"] ?? "us-east-1";
  const context = { project: project.name, stack, region, ports: awsPorts(region) };
  return loadProgram({ ...project, providers: providersOf(), context, preview, ...rest });
}

/** Where APIs are on AWS, and what the first deployment of a function publishes. */
export function awsPorts(region: string): Ports {
  const ports = new Ports();
  ports.offer(apis, { endpoint: (id: string) => `https://${id}.execute-api.${region}.amazonaws.com` } as Apis);
  ports.offer(functions, { publishedVersion: () => "1" } as unknown as Functions);
  return ports;
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
