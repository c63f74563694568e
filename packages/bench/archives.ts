import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BuildOptions } from "esbuild";
import { packager } from "../../api/packaging/archive";
import { ArchiveFolders } from "../local-cloud/src/lambda/archives/archive";
import { runtimeModules } from "../local-cloud/src/lambda/archives/runtimeModules";
import { handlerFactory } from "../../api/packaging/handlerFactory";
import { bundleHandlers } from "./bundleHandlers";
import { notes } from "./fixture/notes";

/** Route in every archive, so that only the packaging differs. */
const route = notes.routes.find(({ name }) => name === "getNote")!;

/** An unpacked archive. */
export interface Archive {
  readonly folder: string;
  /** Name of the module that exports the handler. */
  readonly main: string;
  /** Folder for NODE_PATH, with the runtime's SDK. */
  readonly modules: string;
}

const scratch = mkdtempSync(join(tmpdir(), "local-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

let archivesPromise: Promise<Record<string, Archive>> | undefined;

/** Returns the archives of all contestants by name, ours first. */
export function loadArchives(): Promise<Record<string, Archive>> {
  archivesPromise ??= prepare();
  return archivesPromise;
}

async function prepare(): Promise<Record<string, Archive>> {
  const folders = new ArchiveFolders();
  const modules = await runtimeModules(join(scratch, "lambda-runtime"));
  const unpack = async (name: string, code: unknown) => ({
    folder: await folders.unpack(name, code),
    main: "__index.js",
    modules,
  });
  const createBundle = (name: string, options: BuildOptions) => ({
    folder: bundleHandlers({ entry: "getNote", folder: join(scratch, name), name: "index", options }),
    main: "index.js",
    modules,
  });
  return {
    ours: await unpack("ours", packager()(route)),
    "esbuild, tree-shaken": createBundle("esm", {
      mainFields: ["module", "main"],
      conditions: ["import", "module"],
    }),
    "esbuild, CommonJS": createBundle("cjs", {}),
    "runtime's own SDK": createBundle("runtime", { external: ["@aws-sdk/*"] }),
    CallbackFunction: await unpack("callback", await packCallbackFunction()),
  };
}

/** Returns the default archive of aws.lambda.CallbackFunction, with the packages that the root's package.json names. */
async function packCallbackFunction(): Promise<unknown> {
  let code: unknown;
  process.chdir(join(__dirname, "..", ".."));
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      if (type === "aws:lambda/function:Function") code = (inputs as { code: unknown }).code;
      return { id: name, state: { ...(inputs as object), arn: "arn:aws:iam::123456789012:role/r" } };
    },
    call: () => ({}),
  });
  new aws.lambda.CallbackFunction("callback", { callbackFactory: handlerFactory(route) as never });
  await pulumi.runtime.disconnect();
  return code;
}

export interface Size {
  readonly files: number;
  readonly bytes: number;
  readonly gzipped: number;
}

/** Measures an archive. Each file is gzipped separately, as in a zip. */
export function measureSize(folder: string): Size {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => resolve(folder, file))
    .filter((file) => statSync(file).isFile());
  const texts = all.map((file) => readFileSync(file));
  return {
    files: all.length,
    bytes: texts.reduce((sum, text) => sum + text.length, 0),
    gzipped: texts.reduce((sum, text) => sum + gzipSync(text).length, 0),
  };
}
