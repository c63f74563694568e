import { PolicyPack } from "@pulumi/policy";
import { pulumiPolicies } from "./pack";
import { policies } from "./policies";
import { suppressions } from "./suppressions";

// Starts the server that Pulumi asks, and so stands in a module of its own.
new PolicyPack("rest-api-controls", { policies: pulumiPolicies(policies, suppressions) });
