/** Entry for commands that check a program without the Pulumi CLI: `api-tools policy` and `api-tools report`. */
export { findUnused as unused, violationsOf } from "./check";
export { policies } from "./policies";
export { suppressions } from "./suppressions";
