import type { StackLocation } from "../../kernel/identity";
import type { PulumiCopy } from "../pulumi/pulumiCopy";
import type { DeclaredOptions } from "../../kernel/resources";
import { Transforms, type Callback } from "./transforms";

/** A request of the program to register or read a resource. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** False for components. */
  readonly custom: boolean;
  /** True if a provider plugin constructs it. */
  readonly remote: boolean;
  /** Parent URN; may be empty. */
  readonly parent: string;
  /** `URN::ID` of an explicit provider; empty for the default one. */
  readonly provider: string;
  /** Secrets have the wrappers of Pulumi's protocol. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Id of an existing resource that is only read. */
  readonly reads?: string;
  readonly options: DeclaredOptions;
}

export interface Invocation {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Same format as in `Registration`. */
  readonly provider: string;
}

export interface RegistrationResult {
  readonly urn: string;
  /** Undefined if only a deployment knows it. */
  readonly id: string | undefined;
  readonly state: object;
}

/** Local replacement of the Pulumi engine. The program receives its errors. */
export interface Engine {
  register(registration: Registration): Promise<RegistrationResult>;
  /** Calls a provider function. */
  invoke(call: Invocation): Promise<object>;
  /** Records a resource hook, which is not run. */
  skipHook(name: string): void;
}

type Answer = (this: void, error: unknown, response?: unknown) => void;
type Handler = (request: Request, answer: Answer) => void;

/** Accessors of Pulumi's requests (proto/pulumi/resource.proto). All versions have them, except `getTok`. */
interface Request {
  getId(): string;
  getTok(): string;
  getArgs(): unknown;
  getName(): string;
  getType(): string;
  getRemote(): boolean;
  getCustom(): boolean;
  getParent(): string;
  getProvider(): string;
  getObject(): unknown;
  getProperties(): unknown;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete?(): boolean;
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getImportid?(): string;
}

/** Supported engine features. `resourceReferences` is absent, so resources in inputs become their ids. */
const features = [
  "secrets",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "parameterization",
  "transforms",
  "resourceHooks",
  "errorHooks",
];

/** gRPC's status code UNIMPLEMENTED. */
const unimplemented = 12;

/** Name of the organization in backends without organizations (Pulumi documentation, "Stacks", DIY backends). */
const organization = "organization";

export interface Connection extends Pick<StackLocation, "project" | "stack"> {
  readonly engine: Engine;
  readonly preview: boolean;
}

/** Connects a copy of Pulumi's runtime to an engine. Takes effect at once, though newer versions return a promise. */
export function connect(copy: PulumiCopy, { engine, project, stack, preview }: Connection): void {
  const { runtime } = copy.api;
  // The mocks only initialise the runtime. What they receive differs between versions and lacks resource options.
  const mocks = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
  void runtime.setMocks(mocks, project, stack, preview, organization);
  Object.assign(runtime.getMonitor() as object, handlers(copy, engine));
}

/**
 * Connects a further copy of Pulumi without changing the state of the program's copy, which may already be registering.
 * Since about version 3.35, all copies share one global state.
 */
export function connectBeside(copy: PulumiCopy, connection: Connection): void {
  const { globalStore: store } = globalThis as { globalStore?: { settings: { options: object } } };
  if (store === undefined) {
    connect(copy, connection);
    return;
  }
  const { settings } = store;
  const kept = [store, settings, settings.options].map((state) => [state, { ...state }] as const);
  connect(copy, connection);
  for (const [state, before] of kept) Object.assign(state, before);
}

/** Returns a handler that accepts a hook without running it: a local run deploys nothing. */
function handleHook(engine: Engine): Handler {
  return (request, answer) => {
    engine.skipHook(request.getName());
    answer(null, {});
  };
}

function handlers(copy: PulumiCopy, engine: Engine): Record<string, Handler> {
  const { rpc, messages, struct } = copy;
  const answering =
    (respond: (request: Request) => Promise<unknown>): Handler =>
    (request, answer) =>
      void respond(request).then((response) => answer(null, response), answer);
  const transforms = new Transforms(copy);
  const structOf = async (values: object) => struct(await rpc.serializeProperties("", values));
  return {
    registerResource: answering(async (request) => {
      await transforms.apply(request);
      const { urn, id, state } = await engine.register(
        registrationOf(request, rpc.deserializeProperties(request.getObject())),
      );
      transforms.keep(urn, request);
      return fillMessage(new messages.registered(), { Urn: urn, Id: id ?? "", Object: await structOf(state) });
    }),
    readResource: answering(async (request) => {
      const inputs = rpc.deserializeProperties(request.getProperties());
      const { urn, state } = await engine.register({
        ...registrationOf(request, inputs),
        custom: true,
        remote: false,
        reads: request.getId(),
      });
      return fillMessage(new messages.read(), { Urn: urn, Properties: await structOf(state) });
    }),
    invoke: answering(async (request) => {
      const inputs = rpc.deserializeProperties(request.getArgs());
      const answer = await engine.invoke({ token: request.getTok(), inputs, provider: request.getProvider() });
      return fillMessage(new messages.invoked(), { Return: await structOf(answer) });
    }),
    call: (request, answer) =>
      answer(new Error(`the local cloud does not run methods of components: ${request.getTok()}`)),
    registerStackTransform: (request, answer) => {
      transforms.addToStack(request as unknown as Callback);
      answer(null, {});
    },
    registerResourceHook: handleHook(engine),
    registerErrorHook: handleHook(engine),
    registerResourceOutputs: (_, answer) => answer(null, {}),
    registerPackage: (_, answer) => answer(null, fillMessage(new messages.package!(), { Ref: "local" })),
    // After this error, newer versions query each feature with supportsFeature, as older versions do.
    getDeploymentInfo: (_, answer) => answer(Object.assign(new Error("not implemented"), { code: unimplemented })),
    supportsFeature: (request, answer) => {
      const supported = features.includes(request.getId());
      answer(null, { getHassupport: () => supported });
    },
  };
}

function fillMessage<T extends Readonly<Record<string, (value: unknown) => void>>>(
  message: T,
  fields: Record<string, unknown>,
): T {
  for (const [field, value] of Object.entries(fields)) message[`set${field}`]!(value);
  return message;
}

function registrationOf(request: Request, inputs: Registration["inputs"]): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom?.() ?? true,
    remote: request.getRemote?.() ?? false,
    parent: request.getParent(),
    provider: request.getProvider(),
    inputs,
    options: {
      dependencies: request.getDependenciesList(),
      protect: request.getProtect?.() ?? false,
      retainOnDelete: request.getRetainondelete?.() ?? false,
      ignoreChanges: request.getIgnorechangesList?.() ?? [],
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      importId: request.getImportid?.() ?? "",
    },
  };
}
