/** Runs a Pulumi program inside a test, for mocha, vitest and node:test. */
export { declareProgram, type DeclareOptions } from "./src/testing/declareProgram";
export { openFunction, type OpenFunction, type Outcome } from "./src/testing/openFunction";
export { startCloud } from "./src/testing/startCloud";
export type { AlarmNow, Cloud, StartOptions } from "./src/testing/startCloud";
export type { AnsweredRequest, BusEvent, DataCall, LogLine } from "./src/testing/recording";
export type { UsedGrant } from "./src/readers/usage";
export type { Item, TestTable } from "./src/testing/tables";
