import { objects } from "../kernel/objects";
import type { ServiceDefinition } from "../kernel/service";
import { s3Checks } from "./checks";
import { DeclaredObjects } from "./declaredObjects";

/**
 * Objects of buckets, for integrations of API Gateway that get them. Its types stay among those that have outputs only:
 * nothing else reads or writes them here.
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
