/** The public API, for tools, policy packs and tests of other packages. Everything else is internal. */
import type * as cloud from "./src/cloud";
import type * as emulation from "./src/emulation";
import type { Program, Providers } from "./src/kernel/resources";
import type { ServiceDefinition } from "./src/kernel/service";
import type * as rendering from "./src/render";

export { commandHeaders } from "./src/console/commands/commandToken";
export { UserError } from "./src/kernel/errors";
export { accountId, defaultRegion } from "./src/kernel/identity";
export { ofType } from "./src/kernel/resources";
export type {
  Declared,
  NewResource,
  Program,
  Properties,
  Provider,
  Providers,
  StackOutput,
} from "./src/kernel/resources";
export { contentKey } from "./src/lambda/archives/archive";
export { functionNameOf } from "./src/kernel/functionName";
export { decide, parsePolicy, type Statement } from "./src/iam/policy";
export { parseSchedule } from "./src/kernel/schedules";
export { wildcard } from "./src/kernel/policies/wildcard";
export { loadTypeScript } from "./src/program/modules/loadTypeScript";
export { readProject, type Project } from "./src/program/project/readProject";
export { readDeclaredProject } from "./src/program/project/secretsFile";
export type { RenderOptions } from "./src/render";
export { hoursOfMonth, secondsOfMonth, usdOf, type Amount } from "./src/pricing/amounts";
export { idleAmounts, queueRequestPrice, type IdleAmount } from "./src/pricing/idle";
export { isPriced, pricedRegions } from "./src/pricing/price";
export { prices, type PriceName } from "./src/pricing/prices";

// The functions below need the services, which are 700 modules. They load them at the first call, because most commands
// of api-tools call none of these functions.

/**
 * Returns all resources that a program declares on a stack, with ids, names and ARNs as AWS returns them. It runs the
 * program under mocks, and needs neither credentials nor the Pulumi CLI.
 *
 * @throws UserError for a mistake in the program or its settings.
 */
export function render(options: rendering.RenderOptions): Promise<Program> {
  return load<typeof rendering>("./src/render").render(options);
}

/** Returns the providers of all resource types that the services know. */
export function providersOf(services?: readonly ServiceDefinition[]): Providers {
  return load<typeof cloud>("./src/cloud").providersOf(services);
}

/** Returns the table of docs/emulation.md in Markdown: all known types by module. */
export function typesTable(services?: readonly ServiceDefinition[]): string {
  return load<typeof emulation>("./src/emulation").typesTable(services);
}

function load<T>(module: string): T {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would make these functions asynchronous
  return require(module) as T;
}
