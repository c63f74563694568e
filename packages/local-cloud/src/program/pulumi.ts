import type { Session } from "node:inspector";
import { createRequire } from "node:module";
import type * as Pulumi from "@pulumi/pulumi";
import { watchConstruction } from "./construction";
import { ownSession } from "./inspector";

/** What a program sees of Pulumi, and the parts of its runtime that the main module does not hand out. */
export interface PulumiCopy {
  readonly api: typeof Pulumi;
  readonly rpc: {
    serializeProperties(label: string, properties: object): Promise<object>;
    deserializeProperties(struct: unknown): Record<string, unknown>;
  };
  /** A module of the copy's, which not every version has, or one of a package that it uses. */
  readonly load: (path: string) => unknown;
  /** From plain values to protobuf's Struct. */
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

const copies = new Map<string, PulumiCopy>();

/**
 * The copy of Pulumi that a program resolves, of any version 3: its classes, its state and its protocol are its own.
 * The local cloud's where the program has none, which the program's own import then tells.
 *
 * @param entry a file, or the name of one, in the program's folder.
 */
export function pulumiOf(entry: string): PulumiCopy {
  const main = mainOf(entry);
  const copy = copies.get(main) ?? open(createRequire(main));
  copies.set(main, copy);
  return copy;
}

/** All copies that have been opened: a module that is kept from an earlier load goes on with the one that it has. */
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

/** All of these files are there in every version from 3.0 on. */
function open(requireOf: NodeJS.Require): PulumiCopy {
  const inside = <T>(path: string) => requireOf(`./${path}`) as T;
  const { Struct } = requireOf("google-protobuf/google/protobuf/struct_pb.js") as {
    Struct: { fromJavaScript(values: object): unknown };
  };
  const resources = inside<Record<string, Message>>("proto/resource_pb.js");
  const provider = inside<Record<string, Message>>("proto/provider_pb.js");
  const api = inside<typeof Pulumi>("index.js");
  watchConstruction(inside("runtime/resource.js"));
  ownSession(inside<{ getSessionAsync(): Promise<Session> }>("runtime/closure/v8Hooks.js"));
  return {
    api,
    rpc: inside("runtime/rpc.js"),
    load: (path) => requireOf(path.startsWith("@") ? path : `./${path}`) as unknown,
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
