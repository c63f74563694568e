import { DurableMap } from "../kernel/durableMap";
import { awsEvents } from "../kernel/interfaces/awsEvents";
import { eventBuses } from "../kernel/interfaces/eventBuses";
import { jsonService } from "../kernel/protocols/jsonService";
import type { Run, Service, ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { stopController } from "../kernel/bounds/stopController";
import type { EventsApi } from "./api";
import { archiveOperations } from "./archiveOperations";
import { ArchivedEvents } from "./archivedEvents";
import { publishAwsEvent } from "./awsEvent";
import { busOperations } from "./busOperations";
import { eventsChecks } from "./checks";
import { declare } from "./declared";
import { BusView } from "./busView";
import { busForwarder } from "./delivery";
import { EventRouter } from "./eventRouter";
import type { ArchivedEvent, Item } from "./model";
import { putEventsOperation } from "./putEvents";
import { replayOperations } from "./replayOperations";
import { Replays } from "./replays";
import { ruleOperations } from "./ruleOperations";
import { ScheduledRules } from "./scheduledRules";
import { EventStore } from "./store";
import { tagOperations } from "./tagOperations";
import { targetOperations } from "./targetOperations";
import { types } from "./types";

/** EventBridge: buses, rules with patterns and schedules, targets, archives and replays. */
export const events: ServiceDefinition = {
  emulates: types,
  refuses: eventsChecks,
  create: (run) => new Events(run),
};

class Events implements Service {
  private api: EventsApi | undefined;
  private schedules: ScheduledRules | undefined;
  private readonly stopping = stopController();

  constructor(private readonly run: Run) {}

  start(): Promise<void> {
    const { dataDir, clock, location, registry } = this.run;
    const store = new EventStore(DurableMap.open<Item>(dataDir, "events"), clock.now());
    const archived = new ArchivedEvents(DurableMap.open<ArchivedEvent>(dataDir, "events-archive"));
    const router = new EventRouter(this.run, store, archived);
    registry.offer(busForwarder, router);
    registry.offer(awsEvents, { publish: (event) => publishAwsEvent(router, event) });
    this.api = { store, archived, router, location, clock, stopping: this.stopping.signal };
    this.schedules = new ScheduledRules(this.run, store, router);
    registry.offer(eventBuses, new BusView(this.api, this.schedules));
    const operations = {
      ...busOperations(this.api),
      ...ruleOperations(this.api),
      ...targetOperations(this.api),
      ...putEventsOperation(this.api),
      ...archiveOperations(this.api),
      ...replayOperations(this.api, new Replays(this.api)),
      ...tagOperations(this.api),
    };
    registry.use(serviceEndpoint).serve(jsonService({ signingName: "events", version: "1.1", registry, operations }));
    return Promise.resolve();
  }

  declare({ resources }: Parameters<NonNullable<Service["declare"]>>[0]): void {
    declare(this.api!, resources);
  }

  stop(): Promise<void> {
    this.stopping.abort();
    this.schedules?.stop();
    this.api?.router.stop();
    this.api?.store.close();
    this.api?.archived.close();
    return Promise.resolve();
  }
}
