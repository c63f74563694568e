import { DurableMap } from "../kernel/durableMap";
import { stackOf } from "../kernel/errors";
import type { Run, ServiceDefinition } from "../kernel/service";
import { mappingChecks } from "./checks";
import { checkReferences } from "./references";
import { declaredMappings, isQueueArn, type Mapping } from "./mapping";
import { QueuePoller } from "./queuePoller";
import type { StreamPosition } from "./shardReader";
import { StreamPoller } from "./streamPoller";
import { types } from "./types";

interface Polling {
  /** Settings of the mapping as text. */
  readonly settings: string;
  readonly stopping: AbortController;
}

/** Event source mappings of queues and table streams. They start after the functions that they call. */
export const eventsources: ServiceDefinition = {
  emulates: types,
  refuses: mappingChecks,
  create: (run) => {
    let positions: DurableMap<StreamPosition> | undefined;
    const polling = new Map<string, Polling>();
    const end = (uuid: string) => {
      polling.get(uuid)?.stopping.abort();
      polling.delete(uuid);
    };
    return {
      start: () => {
        positions = DurableMap.open<StreamPosition>(run.dataDir, "event-source-mappings");
        return Promise.resolve();
      },
      check: checkReferences,
      declare: ({ resources }) => {
        const mappings = declaredMappings(resources);
        const uuids = new Set(mappings.map(({ uuid }) => uuid));
        for (const uuid of polling.keys()) if (!uuids.has(uuid)) end(uuid);
        for (const [uuid] of [...positions!]) if (!uuids.has(uuid)) positions!.delete(uuid);
        for (const mapping of mappings) {
          const settings = JSON.stringify(mapping);
          if (mapping.enabled && polling.get(mapping.uuid)?.settings === settings) continue;
          end(mapping.uuid);
          if (!mapping.enabled) continue;
          const stopping = new AbortController();
          polling.set(mapping.uuid, { settings, stopping });
          startPolling(run, mapping, { positions: positions!, stopping: stopping.signal });
        }
      },
      stop: () => {
        for (const uuid of [...polling.keys()]) end(uuid);
        positions?.close();
        return Promise.resolve();
      },
    };
  },
};

function startPolling(
  run: Run,
  mapping: Mapping,
  own: { readonly positions: DurableMap<StreamPosition>; readonly stopping: AbortSignal },
): void {
  const poller = isQueueArn(mapping.sourceArn)
    ? new QueuePoller(run, mapping, own.stopping)
    : new StreamPoller(run, mapping, own);
  poller.poll().catch((error: unknown) => {
    run.log({ source: "lambda", text: `mapping ${mapping.label} stopped: ${stackOf(error)}` });
  });
}
