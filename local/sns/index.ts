import { topics } from "../engine/monitoring";
import type { ServiceDefinition } from "../engine/service";
import { LiveTopics } from "./liveTopics";
import { types } from "./types";

export const sns: ServiceDefinition = {
  emulates: types,
  create: (run) => {
    const live = new LiveTopics(run);
    run.ports.offer(topics, live);
    return { declare: ({ resources }) => live.declare(resources) };
  },
};
