import { resolve, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "./errors";
import { arn, physicalName, type Place } from "./identity";
import { invoke } from "./invokes";
import { recordOptions, type RegisterRequest } from "./options";
import type { Declared, NewResource, Program, Provider, ProviderContext, Providers, StackOutput } from "./resources";

export interface LoadOptions {
  /** Folder of the program's Pulumi.yaml. */
  readonly dir: string;
  /** The program's entry, relative to `dir`. */
  readonly main: string;
  /** Configuration by full key, `items-api:stageName`. */
  readonly config: Readonly<Record<string, string>>;
  readonly providers: Providers;
  readonly context: ProviderContext;
  /** Leave every output that only a deployment knows unknown, as `pulumi preview` does. */
  readonly preview?: boolean;
}

/**
 * Runs a Pulumi program in this process and records what it registers.
 *
 * Loads anew each time: modules of the program's own folder are dropped from the require cache first. One at a time:
 * Pulumi's runtime is global.
 *
 * @throws UserError for a RunError or ResourceError of the program; any other error as it is.
 */
export async function loadProgram(options: LoadOptions): Promise<Program> {
  const { dir, context, config } = options;
  const resources: Declared[] = [];
  const failure = firstRejection();
  try {
    forgetModules(dir);
    pulumi.runtime.setAllConfig({ ...config });
    await setMocks(options, resources, failure.raise);
    const outputs = await Promise.race([failure.raised, run(resolve(dir, options.main))]);
    const { project, stack, region } = context;
    return { place: { project, stack, region }, resources, outputs };
  } catch (error) {
    throw asUserError(error);
  } finally {
    failure.stop();
  }
}

/** Runs the entry, waits until every resource is registered and resolves the stack's outputs. */
async function run(entry: string): Promise<Record<string, StackOutput>> {
  const outputs = await stackOutputs(entry);
  await pulumi.runtime.disconnect();
  // Rejections are reported a turn after the promise that carried them.
  await new Promise((done) => setImmediate(done));
  return outputs;
}

/**
 * Rejects with the first rejection that nobody handled: a resource that fails to register leaves the outputs that
 * depend on it pending for ever, and is reported in no other way.
 */
function firstRejection() {
  let raise: (reason: unknown) => void = () => undefined;
  const raised = new Promise<never>((_, reject) => {
    raise = reject;
  });
  raised.catch(() => undefined);
  process.on("unhandledRejection", raise);
  return { raised, raise, stop: () => process.off("unhandledRejection", raise) };
}

async function setMocks(
  options: LoadOptions,
  resources: Declared[],
  raise: (reason: unknown) => void,
): Promise<void> {
  const { context, providers, preview = false } = options;
  const provided = async (provide: Provider, resource: NewResource) => {
    try {
      return await provide(resource, context);
    } catch (error) {
      // As it is: Pulumi would wrap it once for every resource that depends on this one.
      raise(error);
      throw error;
    }
  };
  const recorder = { currentOptions: undefined as ReturnType<typeof recordOptions> | undefined };
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs, custom }) => {
        const request = recorder.currentOptions!;
        const plain = plainValues(inputs) as Record<string, unknown>;
        const provide = providers[type] ?? provideUnknown;
        const { id, state } = custom ? await provided(provide, { type, name, inputs: plain }) : { id: "", state: {} };
        resources.push({
          type,
          name,
          urn: request.urn,
          parent: request.parent,
          custom: custom ?? false,
          id,
          inputs: plain,
          state: { ...plain, ...state },
          options: request.options,
        });
        return preview && custom ? { id: undefined, state: { ...plain } } : { id, state: { ...plain, ...state } };
      },
      call: ({ token, inputs }) => invoke(token, inputs, context),
    },
    context.project,
    context.stack,
    preview,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    // newResource runs before the first await of this call, and so reads the options of its own request.
    recorder.currentOptions = recordOptions(request, monitor);
    return register(request, callback);
  };
}

interface MockMonitor {
  registerResource(request: RegisterRequest, callback: unknown): Promise<void>;
  newUrn(parent: string, type: string, name: string): string;
}

/** Resources that nothing emulates still have a name, an id and an ARN, so that a program can refer to them. */
function provideUnknown({ type, name, inputs }: NewResource, place: Place) {
  const physical = (inputs["name"] as string | undefined) ?? physicalName(place, type, name);
  return { id: physical, state: { name: physical, arn: arn(place, "unknown", physical) } };
}

async function stackOutputs(entry: string): Promise<Record<string, StackOutput>> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is named at run time
  const exported: unknown = require(entry);
  const outputs: unknown = typeof exported === "function" ? await (exported as () => unknown)() : exported;
  const entries = Object.entries((outputs ?? {}) as Record<string, unknown>).filter(([name]) => name !== "__esModule");
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ([name, value]) => {
        const output = pulumi.output(value);
        const secret = await pulumi.isSecret(output);
        return [name, { value: await valueOf(output), secret }] as const;
      }),
    ),
  );
}

function valueOf(output: pulumi.Output<unknown>): Promise<unknown> {
  return (output as unknown as { promise(withUnknowns?: boolean): Promise<unknown> }).promise();
}

function forgetModules(dir: string): void {
  const own = resolve(dir) + sep;
  for (const file of Object.keys(require.cache)) {
    const inside = file.startsWith(own) && !file.startsWith(`${own}node_modules${sep}`);
    // The running local cloud is not part of the program, even where both live in one folder.
    if (inside && !file.startsWith(`${own}local${sep}`) && !file.startsWith(`${own}tests${sep}`)) {
      delete require.cache[file];
    }
  }
}

/** Secrets arrive wrapped; the signature is Pulumi's own, from its RPC protocol. */
function plainValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValues);
  if (typeof value !== "object" || value === null || pulumi.asset.Archive.isInstance(value) || pulumi.asset.Asset.isInstance(value)) {
    return value;
  }
  if (pulumi.runtime.isRpcSecret(value)) return plainValues(pulumi.runtime.unwrapRpcSecret(value));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValues(inner)]));
}

function asUserError(error: unknown): unknown {
  if (pulumi.RunError.isInstance(error) || pulumi.ResourceError.isInstance(error)) {
    return new UserError((error as Error).message);
  }
  return error;
}
