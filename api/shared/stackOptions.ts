import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { tagging } from "./tags";

/**
 * Returns options for every resource at the top of the program. Children inherit them: they add the stack's tags, and the
 * permissions boundary to roles.
 *
 * These are transformations of resources, not of the stack. Tests and the local run, which have no stack, apply them too.
 */
export function stackOptions({
  tags,
  permissionsBoundary,
}: Pick<Settings, "tags" | "permissionsBoundary">): Pick<pulumi.ResourceOptions, "transformations"> {
  const transformations = [...tagging(tags), ...bounding(permissionsBoundary)];
  return transformations.length === 0 ? {} : { transformations };
}

function bounding(permissionsBoundary: string | undefined): pulumi.ResourceTransformation[] {
  if (permissionsBoundary === undefined) return [];
  return [
    ({ type, props, opts }) =>
      type === "aws:iam/role:Role" ? { props: { ...(props as object), permissionsBoundary }, opts } : undefined,
  ];
}
