import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { CompiledPosition } from "../kernel/resources";

/** A resource as its constructor passes it to Pulumi, before its inputs are resolved. */
export interface Construction {
  readonly type: string;
  readonly name: string;
  /** Names of the outputs that only a deployment sets. */
  readonly outputs: readonly string[];
  /** Undefined if no file of the program is on the stack. */
  readonly constructedAt: CompiledPosition | undefined;
}

type Register = (...args: readonly unknown[]) => void;

let onConstruction: (construction: Construction) => void = () => undefined;
let programDir = "";

/** Registers a callback for each resource that a program constructs. @param dir the program's folder. */
export function reportConstructions(dir: string, tell: (construction: Construction) => void): void {
  programDir = resolve(dir) + sep;
  onConstruction = tell;
}

/** Maximum stack depth of the search: classes of the program may be between its code and Pulumi's. */
const maxFrames = 30;

/** Folder of the local cloud's code, which may be inside the program's folder. */
const localCloudDir = resolve(__dirname, "..") + sep;

/** Returns the position in the program that is being executed. It reads V8's frames: formatted stacks take too long. */
function findPosition(): CompiledPosition | undefined {
  for (const frame of captureFrames()) {
    const file = fileOf(frame.getFileName());
    if (file.startsWith(programDir) && !file.startsWith(localCloudDir) && !file.includes(`${sep}node_modules${sep}`)) {
      return { file, line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
    }
  }
  return undefined;
}

function captureFrames(): NodeJS.CallSite[] {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = maxFrames;
  Error.prepareStackTrace = (_, frames) => frames;
  const { stack } = new Error();
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return stack as unknown as NodeJS.CallSite[];
}

/** Returns the file that called Node.js, seen from inside that call; empty if no file did. */
export function callerFile(): string {
  const files = captureFrames().map((frame) => fileOf(frame.getFileName()));
  const inNode = files.findIndex((file) => file.startsWith("node:"));
  return files.slice(inNode).find((file) => !file.startsWith("node:")) ?? "";
}

/** Returns whether Node.js itself adds the event listener. Call it only from a listener of `newListener`. */
export function isCalledByNode(): boolean {
  const files = captureFrames().map((frame) => frame.getFileName() ?? "");
  const emitting = files.findIndex((file) => emitters.includes(file));
  const caller = files.slice(emitting).find((file) => !emitters.includes(file));
  return caller?.startsWith("node:") === true;
}

/** Node.js modules on the stack of an added listener. `domain`, if loaded, wraps the calls of `events`. */
const emitters = ["node:events", "node:domain"];

function fileOf(name: string | null | undefined): string {
  return name?.startsWith("file:") === true ? fileURLToPath(name) : (name ?? "");
}

const watchedRuntimes = new WeakSet<object>();

/**
 * Reports constructor calls. Resources register only when their inputs are resolved, so a resource that waits for
 * itself never registers, and only its constructor call shows that it exists.
 *
 * @param runtime runtime/resource of a copy of Pulumi. The arguments differ between versions. In all of them the first
 *   argument is the resource, and the first two strings are its type and its name.
 */
export function watchConstruction(runtime: { registerResource: Register; readResource: Register }): void {
  if (watchedRuntimes.has(runtime)) return;
  watchedRuntimes.add(runtime);
  for (const call of ["registerResource", "readResource"] as const) {
    const original = runtime[call];
    runtime[call] = (...args) => {
      const [type = "", name = ""] = args.filter((argument) => typeof argument === "string");
      onConstruction({
        type,
        name,
        outputs: outputsOf((args[0] as object).constructor),
        constructedAt: findPosition(),
      });
      original(...args);
    };
  }
}

/**
 * Leaves out the source positions that Pulumi sends to the engine. Each constructor formats a stack of all frames for
 * them, which takes a twentieth of a load. Versions before 3.130 send none.
 */
export function skipCallSites(resource: object): void {
  if ("callsites" in resource) Object.assign(resource, { callsites: () => [] });
}

const outputsByClass = new WeakMap<object, readonly string[]>();

/** Returns the outputs that a generated class marks in its source with `["arn"] = undefined` and an `out` comment. */
function outputsOf(constructor: object): readonly string[] {
  const known = outputsByClass.get(constructor);
  if (known !== undefined) return known;
  const own = [...Function.prototype.toString.call(constructor).matchAll(/\["(\w+)"\] = undefined \/\*out\*\//g)].map(
    ([, name]) => name!,
  );
  const base = Object.getPrototypeOf(constructor) as object | null;
  // A class of the program may extend a generated one.
  const outputs = own.length > 0 || base === Function.prototype || base === null ? own : outputsOf(base);
  outputsByClass.set(constructor, outputs);
  return outputs;
}
