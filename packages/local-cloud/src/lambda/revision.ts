import { createHash } from "node:crypto";
import type { asset } from "@pulumi/pulumi";
import type { Properties } from "../kernel/resources";
import { contentKey } from "./archives/archive";

/** Properties of a function that are not part of its versions. */
const unversioned = ["code", "publish", "name", "reservedConcurrentExecutions", "tags", "tagsAll", "skipDestroy"];

/** Returns a digest of a function's code and configuration. Publishing creates a version only if it has changed. */
export async function revisionOf(inputs: Properties): Promise<string> {
  const { code } = inputs as { code?: asset.Archive };
  const configuration = Object.entries(inputs)
    .filter(([key]) => !unversioned.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify(configuration))
    .update(code === undefined ? "" : await contentKey(code))
    .digest("hex");
}
