/** What commands load that check a program without the Pulumi CLI: `api-tools policy`, `api-tools report`. */
export { unused, violationsOf } from "./check";
export { policies } from "./policies";
export { suppressions } from "./suppressions";
