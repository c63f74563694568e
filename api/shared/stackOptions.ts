import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { addTags } from "./tags";

/**
 * Returns options for every resource without a parent. Children inherit them. They add the stack's tags to resources,
 * and the permissions boundary to roles.
 *
 * They are transformations of resources, not of the stack, so that they also apply in tests and in a local run.
 */
export function stackOptions({
  tags,
  permissionsBoundary,
}: Pick<Settings, "tags" | "permissionsBoundary">): Pick<pulumi.ResourceOptions, "transformations"> {
  const transformations = [...addTags(tags), ...addBoundary(permissionsBoundary)];
  return transformations.length === 0 ? {} : { transformations };
}

function addBoundary(permissionsBoundary: string | undefined): pulumi.ResourceTransformation[] {
  if (permissionsBoundary === undefined) return [];
  return [
    ({ type, props, opts }) =>
      type === "aws:iam/role:Role" ? { props: { ...(props as object), permissionsBoundary }, opts } : undefined,
  ];
}
