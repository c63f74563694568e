/** The public API, for tools, policy packs and tests of other packages. Everything else is internal. */
export { commandHeaders } from "./src/console/commands/commandToken";
export { typesTable } from "./src/emulation";
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
export { loadTypeScript } from "./src/program/loadTypeScript";
export { readProject, type Project } from "./src/program/project";
export { readDeclaredProject } from "./src/program/secretsFile";
export { render, type RenderOptions } from "./src/render";
export { providersOf } from "./src/cloud";
export { hoursOfMonth, secondsOfMonth, usdOf, type Amount } from "./src/pricing/amounts";
export { idleAmounts, queueRequestPrice, type IdleAmount } from "./src/pricing/idle";
export { isPriced, pricedRegions } from "./src/pricing/price";
export { prices, type PriceName } from "./src/pricing/prices";
