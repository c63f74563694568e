import { topics } from "../kernel/monitoring";
import type { ServiceDefinition } from "../kernel/service";
import { snsChecks } from "./checks";
import { LiveTopics } from "./liveTopics";
import { types } from "./types";

export const sns: ServiceDefinition = {
  emulates: types,
  refuses: snsChecks,
  create: (run) => {
    const live = new LiveTopics(run);
    run.registry.offer(topics, live);
    return { declare: ({ resources }) => live.declare(resources) };
  },
};
