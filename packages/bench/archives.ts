import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";
import { packager } from "../../api/packaging/archive";
import { ArchiveFolders } from "../local-cloud/src/lambda/archive";
import { runtimeModules } from "../local-cloud/src/lambda/runtimeModules";
import { handlerFactory } from "../../api/packaging/handlerFactory";
import { notes } from "./fixture/notes";

/** The same route in every archive, so that only the packaging differs. */
const route = notes.routes.find(({ name }) => name === "getNote")!;

/** An archive on disk, as Lambda unpacks it. */
export interface Archive {
  readonly folder: string;
  /** Module with the handler. */
  readonly main: string;
  /** What NODE_PATH holds there: the runtime's own SDK. */
  readonly modules: string;
}

const scratch = mkdtempSync(join(tmpdir(), "local-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

let prepared: Promise<Record<string, Archive>> | undefined;

/** Every contestant's archive of one route, by name; ours comes first. */
export function archives(): Promise<Record<string, Archive>> {
  prepared ??= prepare();
  return prepared;
}

async function prepare(): Promise<Record<string, Archive>> {
  const folders = new ArchiveFolders();
  const modules = await runtimeModules(join(scratch, "lambda-runtime"));
  const unpacked = async (name: string, code: unknown) => ({
    folder: await folders.unpack(name, code),
    main: "__index.js",
    modules,
  });
  const bundled = async (name: string, options: object) => ({
    folder: await bundle(name, options),
    main: "index.js",
    modules,
  });
  return {
    ours: await unpacked("ours", packager()(route)),
    "esbuild, tree-shaken": await bundled("esm", { mainFields: ["module", "main"], conditions: ["import", "module"] }),
    "esbuild, CommonJS": await bundled("cjs", {}),
    "runtime's own SDK": await bundled("runtime", { external: ["@aws-sdk/*"] }),
    CallbackFunction: await unpacked("callback", await callbackFunctionCode()),
  };
}

/** A bundle as SAM, SST and CDK make it: minified, for node20, with the default credential chain. */
async function bundle(name: string, options: object): Promise<string> {
  const folder = join(scratch, name);
  await build({
    entryPoints: { index: join(__dirname, "getNote.ts") },
    outdir: folder,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
    ...options,
  });
  writeFileSync(join(folder, "package.json"), "{}");
  return folder;
}

/** What aws.lambda.CallbackFunction packs by default. */
async function callbackFunctionCode(): Promise<unknown> {
  let code: unknown;
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

/** Size of what is uploaded: each file gzipped for itself, as in a zip. */
export function sizeOf(folder: string): Size {
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
