import type { PulumiCopy } from "../pulumi/pulumiCopy";

/** A callback in the program: address and token (Pulumi's proto/pulumi/callback.proto). */
export interface Callback {
  getTarget(): string;
  getToken(): string;
}

/** Parts of a registration request that transforms read or change. */
export interface TransformableRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getObject(): unknown;
  getTransformsList?(): Callback[];
}

type Fields = Readonly<Record<string, (value?: unknown) => unknown>>;

interface Client {
  invoke(request: object, answer: (error: Error | null, response: { getResponse_asU8(): Uint8Array }) => void): void;
}

/** Options that transforms can change: their names in a registration, their names in a transform, and a suffix. */
const options = [
  ["Dependencies", "DependsOn", "List"],
  ["Ignorechanges", "IgnoreChanges", "List"],
  ["Additionalsecretoutputs", "AdditionalSecretOutputs", "List"],
  ["Protect", "Protect", ""],
  ["Retainondelete", "RetainOnDelete", ""],
  ["Provider", "Provider", ""],
] as const;

/** Runs the program's transforms on registrations, as the Pulumi engine does. */
export class Transforms {
  private readonly ofStack: Callback[] = [];
  private readonly ofResources = new Map<string, { readonly own: readonly Callback[]; readonly parent: string }>();
  private readonly clients = new Map<string, Client>();

  constructor(private readonly copy: PulumiCopy) {}

  addToStack(callback: Callback): void {
    this.ofStack.push(callback);
  }

  /** Stores the transforms of a resource, which also apply to its descendants. */
  keep(urn: string, request: TransformableRequest): void {
    this.ofResources.set(urn, { own: request.getTransformsList?.() ?? [], parent: request.getParent() });
  }

  /** Applies transforms in the engine's order: those of the resource, of its parents, of the stack. */
  async apply(request: TransformableRequest): Promise<void> {
    const all = [...(request.getTransformsList?.() ?? [])];
    for (let urn = request.getParent(); urn !== "";) {
      const { own, parent } = this.ofResources.get(urn) ?? { own: [], parent: "" };
      all.push(...own);
      urn = parent;
    }
    for (const callback of [...all, ...this.ofStack]) await this.call(callback, request);
  }

  private async call(callback: Callback, request: TransformableRequest): Promise<void> {
    const { TransformRequest, TransformResourceOptions, TransformResponse } = this.copy.load(
      "proto/resource_pb.js",
    ) as {
      TransformRequest: new () => Fields & { serializeBinary(): Uint8Array };
      TransformResourceOptions: new () => Fields;
      TransformResponse: { deserializeBinary(bytes: Uint8Array): Fields };
    };
    const asked = new TransformRequest();
    const given = new TransformResourceOptions();
    const registered = request as unknown as Fields;
    for (const [own, theirs, list] of options) given[`set${theirs}${list}`]!(registered[`get${own}${list}`]!());
    for (const field of ["Type", "Name", "Custom", "Parent"]) asked[`set${field}`]!(registered[`get${field}`]!());
    asked["setProperties"]!(request.getObject());
    asked["setOptions"]!(given);
    const answer = TransformResponse.deserializeBinary(await this.invoke(callback, asked.serializeBinary()));
    registered["setObject"]!(answer["getProperties"]!());
    const changed = answer["getOptions"]!() as Fields | undefined;
    if (changed === undefined) return;
    for (const [own, theirs, list] of options) registered[`set${own}${list}`]!(changed[`get${theirs}${list}`]!());
  }

  private async invoke(callback: Callback, bytes: Uint8Array): Promise<Uint8Array> {
    const { CallbackInvokeRequest } = this.copy.load("proto/callback_pb.js") as {
      CallbackInvokeRequest: new () => Fields;
    };
    const request = new CallbackInvokeRequest();
    request["setToken"]!(callback.getToken());
    request["setRequest"]!(bytes);
    return new Promise((resolve, reject) => {
      this.client(callback.getTarget()).invoke(request, (error, response) => {
        if (error === null) resolve(response.getResponse_asU8());
        else reject(new Error(error.message.replace(/^\d+ [A-Z]+: /, "")));
      });
    });
  }

  private client(target: string): Client {
    const { CallbacksClient } = this.copy.load("proto/callback_grpc_pb.js") as {
      CallbacksClient: new (target: string, credentials: unknown) => Client;
    };
    const { credentials } = this.copy.load("@grpc/grpc-js") as { credentials: { createInsecure(): unknown } };
    const known = this.clients.get(target) ?? new CallbacksClient(target, credentials.createInsecure());
    this.clients.set(target, known);
    return known;
  }
}
