import { authorizer } from "../kernel/interfaces/authorization";
import type { ServiceDefinition } from "../kernel/service";
import { RoleAuthorizer } from "./authorizer";
import { iamChecks } from "./checks";
import { types } from "./types";

export const iam: ServiceDefinition = {
  emulates: types,
  refuses: iamChecks,
  create: ({ registry, facts, log }) => {
    const roles = new RoleAuthorizer({ facts, log });
    registry.offer(authorizer, roles);
    return { declare: ({ resources }) => roles.declare(resources) };
  },
};
