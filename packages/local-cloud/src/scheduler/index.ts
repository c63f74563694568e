import { DurableMap } from "../kernel/durableMap";
import type { Assumption } from "../kernel/identity";
import { authorizer } from "../kernel/interfaces/authorization";
import { jsonService } from "../kernel/protocols/jsonService";
import type { Program } from "../kernel/resources";
import { routeRequest } from "../kernel/protocols/restRoutes";
import { scheduleList } from "../kernel/interfaces/scheduleList";
import type { Run, Service, ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import type { SchedulerApi } from "./api";
import { schedulerChecks } from "./checks";
import { declare } from "./declared";
import { groupOperations } from "./groupOperations";
import type { Item } from "./model";
import { groupArn } from "./names";
import { checkReferences } from "./references";
import { routes } from "./routes";
import { ScheduleRunner } from "./runner";
import { scheduleOperations } from "./scheduleOperations";
import { ScheduleStore } from "./store";
import { ScheduleView } from "./scheduleView";
import { types } from "./types";

/** EventBridge Scheduler: schedules and their groups. */
export const scheduler: ServiceDefinition = {
  emulates: types,
  refuses: schedulerChecks,
  create: (run) => new Scheduler(run),
};

class Scheduler implements Service {
  private store: ScheduleStore | undefined;
  private runner: ScheduleRunner | undefined;

  constructor(private readonly run: Run) {}

  start(): Promise<void> {
    const { dataDir, clock, location, registry } = this.run;
    const store = new ScheduleStore(DurableMap.open<Item>(dataDir, "scheduler"), clock.now());
    this.store = store;
    this.runner = new ScheduleRunner(this.run, store);
    registry.offer(scheduleList, new ScheduleView(this.run, store, this.runner));
    const trustDenial: SchedulerApi["trustDenial"] = (roleArn, group) =>
      this.assumptionDenial({ roleArn, service: "scheduler.amazonaws.com", sourceArn: groupArn(location, group) });
    const api = { store, location, clock, trustDenial };
    const service = jsonService({
      ...{ signingName: "scheduler", version: "rest", registry },
      operations: { ...scheduleOperations(api), ...groupOperations(api) },
      route: (request) => routeRequest(routes, request),
      denied: { code: "AccessDeniedException", statusCode: 403 },
    });
    registry.use(serviceEndpoint).serve(service);
    return Promise.resolve();
  }

  check(program: Program): void {
    const assumptionDenial = (assumption: Assumption) => this.assumptionDenial(assumption);
    checkReferences(program, { location: this.run.location, assumptionDenial });
  }

  declare({ resources }: Program): void {
    declare(this.store!, resources, this.run.clock);
  }

  stop(): Promise<void> {
    this.runner?.stop();
    this.store?.close();
    return Promise.resolve();
  }

  private assumptionDenial(assumption: Assumption): string | undefined {
    return this.run.registry.use(authorizer).assumptionDenial(assumption);
  }
}
