/**
 * Runs inside an environment's thread: loads the function that a handler's name refers to (aws-lambda-ric 3.3.0,
 * UserFunction.js; 4.0.2, function/). It must import nothing but Node's modules and files of the thread: see
 * runtimeText.ts.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { runtimeError } from "./thrown";

export type Callback = (error: unknown, result?: unknown) => void;
export type Handler = (event: unknown, context: object, callback?: Callback) => unknown;

export interface HandlerPlace {
  readonly taskRoot: string;
  /** `folder/file.export`. */
  readonly name: string;
  /** Major version of Node.js in the function's runtime. */
  readonly nodeVersion: number;
}

/** Loads a handler. @throws Error with Lambda's error type. */
export async function loadHandler({ taskRoot, name, nodeVersion }: HandlerPlace): Promise<Handler> {
  if (name.includes("..")) {
    const message = `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
    throw runtimeError("MalformedHandlerName", message);
  }
  const [, module, path] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? [];
  if (module === undefined || path === undefined) throw runtimeError("MalformedHandlerName", "Bad handler");
  const loaded = await loadModule({ taskRoot, file: join(taskRoot, dirname(name), module), module });
  const found = exported(loaded, path) ?? (nodeVersion < 24 ? undefined : exported(defaultOf(loaded), path));
  if (!found) throw runtimeError("HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof found !== "function") throw runtimeError("HandlerNotFound", `${name} is not a function`);
  if (nodeVersion >= 24 && found.length >= 3) throw runtimeError("CallbackHandlerDeprecated", callbackMessage);
  return found as Handler;
}

/** Node.js 24 dropped handlers that answer by callback (Lambda Developer Guide, "Node.js 24 runtime"). */
const callbackMessage =
  "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";

function exported(module: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined | null)?.[key], module);
}

function defaultOf(module: unknown): unknown {
  return (module as { readonly default?: unknown } | undefined | null)?.default;
}

interface ModuleFile {
  readonly taskRoot: string;
  /** Path without its extension. */
  readonly file: string;
  readonly module: string;
}

/**
 * Loads the module of a handler. Tries the exact name, .js (of the type in package.json), .mjs, .cjs, then a package.
 */
async function loadModule(of: ModuleFile): Promise<unknown> {
  const { taskRoot, file, module } = of;
  const esm = isModulePackage(dirname(file), taskRoot);
  const requireFrom = createRequire(join(taskRoot, "/"));
  const importOf = (path: string) => import(pathToFileURL(path).href) as Promise<unknown>;
  try {
    if (isFile(file)) return requireFrom(file);
    if (isFile(`${file}.js`)) return esm ? await importOf(`${file}.js`) : requireFrom(`${file}.js`);
    if (isFile(`${file}.mjs`)) return await importOf(`${file}.mjs`);
    if (isFile(`${file}.cjs`)) return requireFrom(`${file}.cjs`);
    return requireFrom(requireFrom.resolve(module, { paths: [taskRoot, dirname(file)] }));
  } catch (error) {
    throw asLoadError(error, of);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isModulePackage(folder: string, taskRoot: string): boolean {
  for (let at = folder; at.startsWith(taskRoot); at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest))
      return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === "module";
  }
  return false;
}

/**
 * Converts an error to Lambda's error type. Lambda does so for CommonJS modules that are not found, but not for ES
 * modules.
 */
function asLoadError(error: unknown, { file, module }: ModuleFile): unknown {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  if (code === "MODULE_NOT_FOUND") {
    const found = ["", ".js", ".mjs", ".cjs"].some((ending) => isFile(file + ending));
    return runtimeError("ImportModuleError", `Error: ${found ? message : `Cannot find module '${module}'`}`);
  }
  if (!(error instanceof SyntaxError)) return error;
  const { stack } = error;
  return Object.assign(runtimeError("UserCodeSyntaxError", `SyntaxError: ${message}`), { stack });
}
