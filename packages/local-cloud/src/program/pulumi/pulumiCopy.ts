import type { Session } from "node:inspector";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as Pulumi from "@pulumi/pulumi";
import { readScopesOnce, type CaptureReader } from "./capturedVariables";
import { shareCodePaths } from "./codePaths";
import { skipCallSites, watchConstruction } from "../construction";
import { openInspector, replaceSession } from "./inspector";
import { indexModules } from "./moduleIndex";
import { ParsedFunctions, type FunctionParser } from "./parsedFunctions";
import { skipPromiseRecords, type PromiseRecorder } from "./pulumiPromises";

/** A copy of @pulumi/pulumi, with internal parts of its runtime. */
export interface PulumiCopy {
  readonly api: typeof Pulumi;
  readonly rpc: {
    serializeProperties(label: string, properties: object): Promise<object>;
    deserializeProperties(struct: unknown): Record<string, unknown>;
  };
  /** Loads a module of this copy, which may not exist in every version, or a package that the copy uses. */
  readonly load: (path: string) => unknown;
  readonly parsed: ParsedFunctions;
  /** Converts plain values to protobuf's Struct. */
  readonly struct: (values: object) => unknown;
  readonly messages: {
    readonly registered: Message;
    readonly read: Message;
    readonly invoked: Message;
    readonly called: Message | undefined;
    readonly package: Message | undefined;
  };
}

/** A class of protobuf messages. */
export type Message = new () => Readonly<Record<string, (value: unknown) => void>>;

indexModules();

const copies = new Map<string, PulumiCopy>();

/**
 * Returns the copy of Pulumi that a program resolves, of any version 3. Each copy has its own classes, state and
 * protocol. If the program has none, the local cloud's copy is returned, and the program's own import then fails.
 *
 * @param entry a file in the program's folder; it need not exist.
 */
export function pulumiOf(entry: string): PulumiCopy {
  const main = mainOf(entry);
  const copy = copies.get(main) ?? open(main);
  copies.set(main, copy);
  return copy;
}

/** Returns all loaded copies. A module that stays loaded between loads keeps using its copy. */
export function openCopies(): PulumiCopy[] {
  return [...copies.values()];
}

function mainOf(entry: string): string {
  try {
    return createRequire(entry).resolve("@pulumi/pulumi");
  } catch {
    return createRequire(__filename).resolve("@pulumi/pulumi");
  }
}

/** Loads a copy. Every version from 3.0 has these files. */
function open(main: string): PulumiCopy {
  const requireOf = createRequire(main);
  const inside = <T>(path: string) => requireOf(`./${path}`) as T;
  const { Struct } = requireOf("google-protobuf/google/protobuf/struct_pb.js") as {
    Struct: { fromJavaScript(values: object): unknown };
  };
  const resources = inside<Record<string, Message>>("proto/resource_pb.js");
  const provider = inside<Record<string, Message>>("proto/provider_pb.js");
  const api = inside<typeof Pulumi>("index.js");
  watchConstruction(inside("runtime/resource.js"));
  skipCallSites(api.Resource);
  skipPromiseRecords(inside<PromiseRecorder>("runtime/debuggable.js"));
  shareCodePaths(inside("runtime/index.js"));
  replaceSession(inside<{ getSessionAsync(): Promise<Session> }>("runtime/closure/v8Hooks.js"));
  readScopesOnce(inside<CaptureReader>("runtime/closure/v8.js"), openInspector);
  const parsed = new ParsedFunctions(fileOfParsed(main, requireOf));
  parsed.replace(inside<FunctionParser>("runtime/closure/parseFunction.js"));
  return {
    api,
    rpc: inside("runtime/rpc.js"),
    load: (path) => requireOf(path.startsWith("@") ? path : `./${path}`) as unknown,
    parsed,
    struct: (values) => Struct.fromJavaScript(values),
    messages: {
      registered: resources["RegisterResourceResponse"]!,
      read: resources["ReadResourceResponse"]!,
      invoked: provider["InvokeResponse"]!,
      called: provider["CallResponse"],
      package: resources["RegisterPackageResponse"],
    },
  };
}

/** Returns the file of parsed functions, in the node_modules folder that contains the copy. */
function fileOfParsed(main: string, requireOf: NodeJS.Require): string {
  const versionOf = (manifest: string) => (requireOf(manifest) as { version: string }).version;
  const compiler = () => {
    try {
      return versionOf("typescript/package.json");
    } catch {
      return "vendored";
    }
  };
  const name = ["functions", versionOf("./package.json"), compiler(), process.versions.node].join("-");
  return join(dirname(main), "..", "..", ".cache", "local-program", name);
}
