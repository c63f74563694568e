import { objects } from "../kernel/objects";
import type { ServiceDefinition } from "../kernel/service";
import { s3Checks } from "./checks";
import { DeclaredObjects } from "./declaredObjects";

/**
 * Objects of buckets, for API Gateway's integrations with GetObject. The types count as outputs only, because nothing
 * else reads or writes objects locally.
 */
export const s3: ServiceDefinition = {
  emulates: {},
  refuses: s3Checks,
  create: ({ registry }) => {
    const declared = new DeclaredObjects();
    registry.offer(objects, declared);
    return { declare: ({ resources }) => declared.declare(resources) };
  },
};
