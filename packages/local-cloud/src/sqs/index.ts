import { randomUUID } from "node:crypto";
import { DurableMap } from "../kernel/durableMap";
import { queueContents } from "../kernel/interfaces/queueContents";
import { queues } from "../kernel/interfaces/queues";
import type { Run, ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { stopController } from "../kernel/bounds/stopController";
import { QueueActivity } from "./activity";
import { Api } from "./api";
import { batchOperations } from "./batchOperations";
import { sqsChecks } from "./checks";
import { declaredQueues } from "./declarations";
import type { Sent } from "./deduplication";
import type { StoredMessage } from "./message";
import { messageOperations } from "./messageOperations";
import type { LiveQueue } from "./liveQueue";
import { MoveTasks } from "./moveTasks";
import { permissionOperations } from "./permissionOperations";
import { sqsService } from "./queryProtocol";
import { queueOperations } from "./queueOperations";
import type { QueueRecord } from "./queueRecord";
import { QueueView } from "./queueView";
import { QueueTable, type QueueStores } from "./queues";
import { SharedQueues } from "./sharedQueues";
import { taskOperations } from "./taskOperations";
import { types } from "./types";

/**
 * Interval of a queue's metrics, and the time after its last use for which it still has metrics. A queue with messages
 * always has metrics (SQS Developer Guide, "Available CloudWatch metrics").
 */
const levelMillis = 60_000;
const activeMillis = 6 * 3_600_000;

/** Amazon SQS. */
export const sqs: ServiceDefinition = {
  emulates: types,
  refuses: sqsChecks,
  create: (run) => {
    const stopping = stopController();
    let stores: QueueStores | undefined;
    let table: QueueTable | undefined;
    let endLevels = () => undefined as void;
    return {
      start: () => {
        stores = openStores(run.dataDir);
        table = new QueueTable(stores, run.clock, { uuid: randomUUID, faults: run.faults });
        endLevels = serve(run, table, stopping.signal);
        return Promise.resolve();
      },
      declare: ({ resources }) => {
        const declared = declaredQueues(resources);
        table!.declare(declared);
        reportMissingTargets(run, table!);
      },
      stop: () => {
        stopping.abort();
        endLevels();
        for (const store of Object.values(stores ?? {}) as { close(): void }[]) store.close();
        return Promise.resolve();
      },
    };
  },
};

function openStores(dataDir: string | undefined): QueueStores {
  return {
    queues: DurableMap.open<QueueRecord>(dataDir, "sqs-queues"),
    messages: DurableMap.open<StoredMessage>(dataDir, "sqs-messages"),
    deduplication: DurableMap.open<Sent>(dataDir, "sqs-deduplication"),
  };
}

/** Serves the operations. @returns a function that stops the reports of queue levels. */
function serve(run: Run, table: QueueTable, stopping: AbortSignal): () => void {
  const { registry, location, clock, facts } = run;
  const activity = new QueueActivity(facts);
  const api = new Api({ table, location, clock, activity, stopping });
  const tasks = new MoveTasks(table, { clock, stopping, uuid: randomUUID });
  const operations = {
    ...queueOperations(api),
    ...permissionOperations(api),
    ...messageOperations(api),
    ...batchOperations(api),
    ...taskOperations(api, tasks),
  };
  registry.use(serviceEndpoint).serve(sqsService(registry, operations));
  registry.offer(queueContents, new QueueView(api, tasks));
  registry.offer(queues, new SharedQueues({ table, activity, registry, clock }));
  return clock.every(levelMillis, () => {
    const now = clock.now();
    for (const queue of table.all) if (isActive(queue, now)) activity.level(queue, now);
  });
}

function isActive(queue: LiveQueue, now: number): boolean {
  const { visible, inFlight, delayed } = queue.counts(now);
  return now - queue.used <= activeMillis || visible + inFlight + delayed > 0;
}

/** Reports dead-letter queues outside the program. Messages then stay in their queue. */
function reportMissingTargets({ log }: Pick<Run, "log">, table: QueueTable): void {
  for (const { name, target } of table.missingTargets) {
    const text = `queue ${name}: its dead-letter queue ${target} is not declared by this program, so messages stay in the queue`;
    log({ source: "sqs", text });
  }
}
