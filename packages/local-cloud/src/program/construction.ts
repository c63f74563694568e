import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { CompiledPosition } from "../kernel/resources";

/** A resource as its class hands it to Pulumi, before its inputs are known. */
export interface Construction {
  readonly type: string;
  readonly name: string;
  /** Names of the outputs that only a deployment fills in. */
  readonly outputs: readonly string[];
  /** Undefined where no file of the program's own is on the way. */
  readonly constructedAt: CompiledPosition | undefined;
}

type Register = (...args: readonly unknown[]) => void;

let onConstruction: (construction: Construction) => void = () => undefined;
let programDir = "";

/** Whom to tell of resources that a program constructs from now on. @param dir the program's folder. */
export function tellConstructions(dir: string, tell: (construction: Construction) => void): void {
  programDir = resolve(dir) + sep;
  onConstruction = tell;
}

/** How far up the stack the program is looked for: its own classes may stand between it and Pulumi's. */
const mostFrames = 30;

/** The running local cloud, which may live in the program's folder. */
const running = resolve(__dirname, "..") + sep;

/** The program's own line that is under way. Frames as V8 has them: a text of each, mapped to TypeScript, takes too long. */
function placeNow(): CompiledPosition | undefined {
  for (const frame of framesNow()) {
    const file = fileOf(frame.getFileName());
    if (file.startsWith(programDir) && !file.startsWith(running) && !file.includes(`${sep}node_modules${sep}`)) {
      return { file, line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
    }
  }
  return undefined;
}

function framesNow(): NodeJS.CallSite[] {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = mostFrames;
  Error.prepareStackTrace = (_, frames) => frames;
  const { stack } = new Error();
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return stack as unknown as NodeJS.CallSite[];
}

/** The file that called Node.js, as seen from inside that call; empty where there is none. */
export function callerFile(): string {
  const files = framesNow().map((frame) => fileOf(frame.getFileName()));
  const inNode = files.findIndex((file) => file.startsWith("node:"));
  return files.slice(inNode).find((file) => !file.startsWith("node:")) ?? "";
}

/** Whether Node.js itself adds the event listener that is being added, as seen from a listener of `newListener`. */
export function isCalledByNode(): boolean {
  const files = framesNow().map((frame) => frame.getFileName() ?? "");
  const emitting = files.findIndex((file) => emitters.includes(file));
  const caller = files.slice(emitting).find((file) => !emitters.includes(file));
  return caller?.startsWith("node:") === true;
}

/** Modules of Node.js that add and emit; a package that loads `domain` puts it between the two. */
const emitters = ["node:events", "node:domain"];

function fileOf(name: string | null | undefined): string {
  return name?.startsWith("file:") === true ? fileURLToPath(name) : (name ?? "");
}

const watched = new WeakSet<object>();

/**
 * Resources register only once their inputs are known, so one that waits for itself never shows up anywhere. The
 * constructor's own call, which comes first, is the only place to see it.
 *
 * @param runtime a copy's runtime/resource. Versions differ in what its arguments are, but not in their kinds: the first
 *   is the resource, and the first two texts are its type and its name.
 */
export function watchConstruction(runtime: { registerResource: Register; readResource: Register }): void {
  if (watched.has(runtime)) return;
  watched.add(runtime);
  for (const call of ["registerResource", "readResource"] as const) {
    const original = runtime[call];
    runtime[call] = (...args) => {
      const [type = "", name = ""] = args.filter((argument) => typeof argument === "string");
      onConstruction({ type, name, outputs: outputsOf((args[0] as object).constructor), constructedAt: placeNow() });
      original(...args);
    };
  }
}

const outputsByClass = new WeakMap<object, readonly string[]>();

/** As Pulumi's generated classes mark them, in their source: `["arn"] = undefined`, and `out` in a comment behind it. */
function outputsOf(constructor: object): readonly string[] {
  const known = outputsByClass.get(constructor);
  if (known !== undefined) return known;
  const own = [...Function.prototype.toString.call(constructor).matchAll(/\["(\w+)"\] = undefined \/\*out\*\//g)].map(
    ([, name]) => name!,
  );
  const base = Object.getPrototypeOf(constructor) as object | null;
  // A program's own class may extend a generated one.
  const outputs = own.length > 0 || base === Function.prototype || base === null ? own : outputsOf(base);
  outputsByClass.set(constructor, outputs);
  return outputs;
}
