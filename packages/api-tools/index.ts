/** Functions that a project's own tests import. The command `api-tools` offers everything else. */
export { cost } from "./src/cost";
export { checkStacks } from "./src/policy";
export { reviewSettings } from "./src/pipeline/review";
export { policyPackOf, policyResources, type PolicyPack, type PolicyResource, type Violation } from "./src/policyPack";
export { replacingProperties } from "./src/report/forceNew";
export { alarmRule } from "./src/report/alarms";
export type { RenameConfig } from "./src/rename/wordLists";
export { naming } from "./src/report/names";
