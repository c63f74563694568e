import { alarms, dashboards, metrics } from "../kernel/interfaces/monitoring";
import { ofType, type Declared } from "../kernel/resources";
import type { ServiceDefinition } from "../kernel/service";
import { cloudwatchChecks } from "./checks";
import { LiveAlarms } from "./liveAlarms";
import { LiveDashboards } from "./liveDashboards";
import { MetricStore } from "./metricStore";
import { metricsOf } from "./publishedMetrics";
import { names, types } from "./types";

/**
 * Evaluation intervals: one minute, and ten seconds for alarms with periods of 10, 20 or 30 s (CloudWatch User Guide,
 * "Alarm evaluation", "High-resolution alarms").
 */
const evaluationMillis = { minutes: 60_000, seconds: 10_000 } as const;

export const cloudwatch: ServiceDefinition = {
  emulates: types,
  names,
  refuses: cloudwatchChecks,
  create: (run) => {
    const store = new MetricStore((text) => run.log({ source: "cloudwatch", text }));
    const live = new LiveAlarms(run, store);
    const boards = new LiveDashboards(run, store);
    let detailed: ReadonlySet<string> = new Set();
    let end = () => undefined as void;
    run.registry.offer(alarms, live);
    run.registry.offer(dashboards, boards);
    run.registry.offer(metrics, store);
    run.facts.read((fact) => {
      for (const datum of metricsOf(fact, (api, stage) => detailed.has(`${api} ${stage}`))) store.put(datum);
    });
    return {
      start: () => {
        const ends = (["minutes", "seconds"] as const).map((periods) =>
          run.clock.every(evaluationMillis[periods], () => live.evaluate(periods)),
        );
        end = () => ends.forEach((each) => each());
        return Promise.resolve();
      },
      declare: ({ resources }) => {
        detailed = stagesWithDetails(resources);
        live.declare(resources);
        boards.declare(resources);
      },
      stop: () => {
        end();
        return Promise.resolve();
      },
    };
  },
};

/** Returns the stages whose method settings enable detailed metrics. */
function stagesWithDetails(resources: readonly Declared[]): ReadonlySet<string> {
  const settings = ofType(resources, "aws:apigateway/methodSettings:MethodSettings");
  return new Set(
    settings
      .filter(({ state }) => (state["settings"] as { metricsEnabled?: boolean } | undefined)?.metricsEnabled === true)
      .map(({ state }) => `${String(state["restApi"])} ${String(state["stageName"])}`),
  );
}
