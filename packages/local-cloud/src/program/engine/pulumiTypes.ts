import Module from "node:module";
import { join } from "node:path";
import { UserError } from "../../kernel/errors";
import { digest, type StackLocation } from "../../kernel/identity";
import type { Answers } from "../project/answers";
import type { NewResource, ProvidedState } from "../../kernel/resources";
import { outputsOfRun } from "../project/runOutputs";
import type { StackOutputs } from "../project/stackOutputs";

/** Interface of dynamic providers (Pulumi's dynamic.ResourceProvider). */
interface DynamicProvider {
  check?(olds: object, news: object): Promise<{ inputs?: object; failures?: { property: string; reason: string }[] }>;
  create?(inputs: object): Promise<{ id: string; outs?: object }>;
}

/** Sources of outputs for Pulumi's own types. */
export interface PulumiSources {
  readonly answers: Answers;
  /** Outputs of other stacks from the command line, by stack name. */
  readonly stacks: Readonly<Record<string, StackOutputs>>;
  /** Folder of the program. */
  readonly dir: string;
}

/** Provides Pulumi's own types: stack references, providers and dynamic resources. */
export async function providePulumi(
  resource: NewResource,
  location: StackLocation,
  given: PulumiSources,
): Promise<ProvidedState | undefined> {
  const { type, name } = resource;
  if (type === "pulumi:pulumi:StackReference") return provideStackReference(resource, location, given);
  if (type.startsWith("pulumi:providers:")) return { id: uuidOf(location, type, name), state: {} };
  return type.startsWith("pulumi-nodejs:dynamic") ? createDynamic(resource, given.dir) : undefined;
}

function uuidOf(location: StackLocation, type: string, name: string): string {
  return digest(location, type, name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
}

/** Reads the outputs from the command line, then from an answers file, then from another local run. */
function provideStackReference(
  { name, inputs }: NewResource,
  location: StackLocation,
  { answers, stacks }: Pick<PulumiSources, "answers" | "stacks">,
): ProvidedState {
  const stack = (inputs["name"] ?? name) as string;
  const given = (from: string, { outputs, secretOutputNames }: StackOutputs): ProvidedState => ({
    id: stack,
    state: { name: stack, outputs, secretOutputNames },
    from,
  });
  const [configured, answered] = [stacks[stack], answers.stack(stack)];
  const from = [configured && "--config", answered && "--answers"].filter((each) => each !== undefined);
  if (from.length > 0) {
    const outputs = { ...answered, ...configured?.outputs };
    return given(from.join(" and "), { outputs, secretOutputNames: configured?.secretOutputNames ?? [] });
  }
  const run = outputsOfRun(stack, location);
  if (run !== undefined) return given(`the run of process ${run.pid}`, run);
  const example = stack.includes("/") ? `, pass --config ${stack}:NAME=VALUE` : "";
  throw new UserError(
    `stack reference ${stack}: a local run does not know the outputs of another stack: run that stack locally too${example}, or pass --answers FILE with stacks: { ${JSON.stringify(stack)}: … }`,
  );
}

/** Runs a dynamic provider in this process. `pulumi up` runs it in a separate one. @throws UserError if it fails. */
async function createDynamic({ name, inputs }: NewResource, dir: string): Promise<ProvidedState> {
  const { __provider: text, ...given } = inputs;
  try {
    const provider = loadProvider(String(text), dir);
    const { inputs: news = given, failures = [] } = (await provider.check?.({}, given)) ?? {};
    const [failure] = failures;
    if (failure !== undefined) throw new Error(`${failure.property}: ${failure.reason}`);
    const { id, outs = {} } = (await provider.create?.(news)) ?? { id: name };
    return { id, state: { ...outs } };
  } catch (error) {
    throw new UserError(`dynamic resource ${name}: its provider failed: ${(error as Error).message}`);
  }
}

function loadProvider(text: string, dir: string): DynamicProvider {
  const file = join(dir, "__provider.js");
  const module = Object.assign(new Module(file), { filename: file, paths: nodeModulePaths(dir) });
  (module as unknown as { _compile(text: string, file: string): void })._compile(text, file);
  return (module.exports as { handler(): DynamicProvider }).handler();
}

const nodeModulePaths = (dir: string) =>
  (Module as unknown as { _nodeModulePaths(dir: string): string[] })._nodeModulePaths(dir);
