import type { ServiceDefinition } from "../kernel/service";
import { userPools } from "../kernel/interfaces/userPools";
import { cognitoChecks } from "./checks";
import { LivePools } from "./livePools";
import { names, types } from "./types";

export const cognito: ServiceDefinition = {
  emulates: types,
  names,
  refuses: cognitoChecks,
  create: ({ registry }) => {
    const live = new LivePools();
    registry.offer(userPools, live);
    return { declare: ({ resources }) => live.declare(resources) };
  },
};
