import { apiAccessPolicies } from "./controls/apiAccess";
import { apiLogPolicies } from "./controls/apiLogs";
import { apiProtectionPolicies } from "./controls/apiProtection";
import { bucketPolicies } from "./controls/buckets";
import { encryptionPolicies } from "./controls/encryption";
import { functionPermissionPolicies } from "./controls/functionPermissions";
import { functionPolicies } from "./controls/functions";
import { identityPolicies } from "./controls/identityPolicies";
import { monitoringPolicies } from "./controls/monitoring";
import { resourcePolicyPolicies } from "./controls/resourcePolicies";
import { tablePolicies } from "./controls/tables";
import type { Policy } from "./policy";

/** All policies of the pack. */
export const policies: readonly Policy[] = [
  ...apiAccessPolicies,
  ...apiLogPolicies,
  ...apiProtectionPolicies,
  ...functionPolicies,
  ...functionPermissionPolicies,
  ...identityPolicies,
  ...tablePolicies,
  ...bucketPolicies,
  ...monitoringPolicies,
  ...resourcePolicyPolicies,
  ...encryptionPolicies,
];
