/** What a project's own tests use. Everything else is reached by the command `api-tools`. */
export { cost } from "./src/cost";
export { checkStacks } from "./src/policy";
export { policyPackOf, policyResources, type PolicyPack, type PolicyResource, type Violation } from "./src/policyPack";
export { alarmRule } from "./src/report/alarms";
export type { RenameConfig } from "./src/rename/wordLists";
export { naming } from "./src/report/names";
