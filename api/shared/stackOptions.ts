import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { tagging } from "./tags";

/**
 * Options for every resource at the top of the program, which its children inherit: the stack's tags, and the permissions
 * boundary of its roles.
 *
 * Transformations of resources, not of the stack: they are the same to the engine, and tests and the local run, which
 * have no stack, see them too.
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
