import { PolicyPack } from "@pulumi/policy";
import { pulumiPolicies } from "./pack";
import { policies } from "./policies";
import { suppressions } from "./suppressions";

// Starts the server of the pack when it is imported. Other code imports offline.ts.
new PolicyPack("rest-api-controls", { policies: pulumiPolicies(policies, suppressions) });
