import type { lambda } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const types = ["aws:lambda/permission:Permission"];

/** Who may call a function. */
export const functionPermissionPolicies: readonly Policy[] = [
  resourcePolicy<lambda.PermissionArgs>({
    name: "function-permission",
    level: "mandatory",
    controls: ["Lambda.1", "CKV_AWS_301", "CKV_AWS_364"],
    reason: "a permission wider than its caller lets others, of other accounts even, call the function",
    fix: "name the service as principal, and the exact sourceArn: of API Gateway, <executionArn>/<stage>/<method><path>",
    types,
    check: ({ props: { principal, sourceArn, principalOrgId } }) => {
      if (principal === "*") return principalOrgId === undefined ? ["the principal is everybody"] : [];
      if (!principal.endsWith(".amazonaws.com")) return [];
      if (sourceArn === undefined) return [`any resource of ${principal} may call, as sourceArn is not set`];
      return principal === "apigateway.amazonaws.com" ? gatewayDefects(sourceArn) : wildcardDefects(sourceArn);
    },
  }),
  resourcePolicy<lambda.PermissionArgs>({
    name: "function-permission-alias",
    level: "mandatory",
    controls: [],
    reason: "a gateway calls an alias, and a permission without its qualifier is for the unpublished code",
    fix: "set qualifier to the alias that the integration calls",
    types,
    check: ({ props: { principal, qualifier } }) =>
      principal === "apigateway.amazonaws.com" && qualifier === undefined ? ["qualifier is not set"] : [],
  }),
];

/** `<executionArn>/<stage>/<method>/<path>`, or `<executionArn>/authorizers/<id>`. */
function gatewayDefects(sourceArn: string): string[] {
  const [api = "", stage = "", method = "", ...path] = sourceArn.split("/");
  if (stage === "authorizers") return wildcardDefects(sourceArn);
  const parts = { API: api, stage, method, path: path.join("/") };
  return Object.entries(parts)
    .filter(([name, part]) => part.includes("*") || (part === "" && name !== "path"))
    .map(([name]) => `sourceArn allows any ${name}`);
}

function wildcardDefects(sourceArn: string): string[] {
  return sourceArn.includes("*") ? [`sourceArn is ${sourceArn}, which holds a wildcard`] : [];
}
