import type { lambda } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const types = ["aws:lambda/permission:Permission"];

/** Policies of the permissions to call functions. */
export const functionPermissionPolicies: readonly Policy[] = [
  resourcePolicy<lambda.PermissionArgs>({
    name: "function-permission",
    level: "mandatory",
    controls: ["Lambda.1", "CKV_AWS_301", "CKV_AWS_364"],
    reason: "a permission that is too wide lets other callers, even of other accounts, call the function",
    fix: "set principal to the service and sourceArn to its resource; for API Gateway, <executionArn>/<stage>/<method><path>",
    types,
    check: ({ props: { principal, sourceArn, principalOrgId } }) => {
      if (principal === "*") return principalOrgId === undefined ? ["principal is *, which allows everybody"] : [];
      if (!principal.endsWith(".amazonaws.com")) return [];
      if (sourceArn === undefined) return [`sourceArn is not set, which allows any resource of ${principal}`];
      return principal === "apigateway.amazonaws.com" ? gatewayDefects(sourceArn) : wildcardDefects(sourceArn);
    },
  }),
  resourcePolicy<lambda.PermissionArgs>({
    name: "function-permission-alias",
    level: "mandatory",
    controls: [],
    reason: "API Gateway calls an alias, and a permission without its qualifier applies to $LATEST only",
    fix: "set qualifier to the alias that the integration calls",
    types,
    check: ({ props: { principal, qualifier } }) =>
      principal === "apigateway.amazonaws.com" && qualifier === undefined ? ["qualifier is not set"] : [],
  }),
];

/** @param sourceArn `<executionArn>/<stage>/<method>/<path>` or `<executionArn>/authorizers/<id>`. */
function gatewayDefects(sourceArn: string): string[] {
  const [api = "", stage = "", method = "", ...path] = sourceArn.split("/");
  if (stage === "authorizers") return wildcardDefects(sourceArn);
  const parts = { API: api, stage, method, path: path.join("/") };
  return Object.entries(parts)
    .filter(([name, part]) => part.includes("*") || (part === "" && name !== "path"))
    .map(([name]) => `sourceArn allows any ${name}`);
}

function wildcardDefects(sourceArn: string): string[] {
  return sourceArn.includes("*") ? [`sourceArn is ${sourceArn}, which contains a wildcard`] : [];
}
