import { randomUUID } from "node:crypto";
import { awsEvents } from "../kernel/interfaces/awsEvents";
import { DurableMap } from "../kernel/durableMap";
import { stackOf } from "../kernel/errors";
import { jsonService } from "../kernel/protocols/jsonService";
import { ofType } from "../kernel/resources";
import { machineContents } from "../kernel/interfaces/machineContents";
import type { Run, Service, ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { machineChecks } from "./checks";
import { declare } from "./declared";
import { emulationFault } from "./definition/emulation";
import type { Execution } from "./executions/execution";
import { Executions } from "./executions/executions";
import type { JournalEntry } from "./executions/journal";
import { Machines, type MachineItem } from "./executions/machines";
import { MapRuns } from "./executions/mapRuns";
import type { HistoryEvent, MapRunRecord } from "./executions/records";
import { Starter } from "./executions/starter";
import { logEvent } from "./logging";
import { MachineView } from "./machineView";
import { statusEvent } from "./statusEvents";
import type { StatesApi } from "./operations/api";
import { executionOperations } from "./operations/executionOperations";
import { machineOperations } from "./operations/machineOperations";
import { mapRunOperations } from "./operations/mapRunOperations";
import { tagOperations } from "./operations/tagOperations";
import { taskOperations } from "./operations/taskOperations";
import { testOperation } from "./operations/testOperation";
import { versionOperations } from "./operations/versionOperations";
import { Activities } from "./tasks/activities";
import { executionTasks, type TaskParts } from "./tasks/executionTasks";
import { objectAccess } from "./tasks/objects";
import { Tokens } from "./tasks/tokens";
import { types } from "./types";

const chance = { random: Math.random, uuid: randomUUID };

/** Step Functions: state machines, executions, activities. */
export const stepfunctions: ServiceDefinition = {
  emulates: types,
  refuses: machineChecks,
  create: (run) => new StepFunctions(run),
};

class StepFunctions implements Service {
  private readonly stopping = new AbortController();
  private readonly tokens = new Tokens();
  private readonly activities: Activities;
  private machineStore: DurableMap<MachineItem> | undefined;
  private executionStore: DurableMap<JournalEntry> | undefined;
  private mapRunStore: DurableMap<MapRunRecord> | undefined;
  private mapRuns: MapRuns | undefined;
  private machines: Machines | undefined;
  private executions: Executions | undefined;
  /** Executions of an earlier process, which continue once the functions are declared. */
  private interrupted: readonly Execution[] = [];
  /** Names of the declared log groups. */
  private logGroups: ReadonlySet<string> = new Set();

  constructor(private readonly run: Run) {
    this.activities = new Activities(run.clock, this.stopping.signal);
  }

  start(): Promise<void> {
    const { dataDir, clock, location, registry } = this.run;
    this.machineStore = DurableMap.open<MachineItem>(dataDir, "stepfunctions");
    this.executionStore = DurableMap.open<JournalEntry>(dataDir, "stepfunctions-executions");
    const machines = new Machines(this.machineStore, clock, Math.random);
    const executions = this.executionsIn(this.executionStore);
    this.interrupted = executions.restore();
    [this.machines, this.executions] = [machines, executions];
    const { tokens, activities } = this;
    const starter = new Starter(executions, location);
    this.mapRunStore = DurableMap.open<MapRunRecord>(dataDir, "stepfunctions-map-runs");
    const mapRuns = new MapRuns(this.mapRunStore, this.run, () => executions);
    this.mapRuns = mapRuns;
    const api: StatesApi = {
      machines,
      executions,
      mapRuns,
      starter,
      tokens,
      activities,
      ...{ location, clock, emulationFault, chance, stopping: this.stopping.signal },
      hasLogGroup: (name) => name.startsWith("/aws/lambda/") || this.logGroups.has(name),
      tasksOf: (caller) => executionTasks(this.taskParts, caller),
    };
    const operations = {
      ...machineOperations(api),
      ...executionOperations(api),
      ...mapRunOperations(api),
      ...testOperation(api),
      ...tagOperations(api),
      ...taskOperations(api),
      ...versionOperations(api),
    };
    registry.offer(machineContents, new MachineView(api));
    registry.use(serviceEndpoint).serve(jsonService({ signingName: "states", version: "1.0", registry, operations }));
    return Promise.resolve();
  }

  declare({ resources }: Parameters<NonNullable<Service["declare"]>>[0]): void {
    const groups = ofType(resources, "aws:cloudwatch/logGroup:LogGroup");
    this.logGroups = new Set(groups.map(({ state }) => String(state["name"])));
    declare(this.machines!, resources, this.run.clock.now());
    for (const execution of this.interrupted) this.executions!.proceed(execution);
    this.interrupted = [];
  }

  stop(): Promise<void> {
    this.stopping.abort();
    this.executions?.close();
    this.executionStore?.close();
    this.mapRunStore?.close();
    this.machineStore?.close();
    return Promise.resolve();
  }

  private executionsIn(store: DurableMap<JournalEntry>): Executions {
    const { run } = this;
    const { registry, location, log } = run;
    return new Executions(store, {
      run,
      host: (execution) => ({
        tasks: executionTasks(this.taskParts, {
          ...{ principal: execution.principal, traceHeader: execution.traceHeader },
          ...{ executionArn: execution.record.arn, machineArn: execution.record.machineArn },
        }),
        chance,
        mapRun: (request) => this.mapRuns!.open(execution, request),
        objects: objectAccess({
          ...{ registry, principal: execution.principal, region: location.region },
          traceHeader: execution.traceHeader,
        }),
      }),
      onEvent: (execution, event) => this.publishEvent(execution, event),
      onChange: (execution) => this.publishChange(execution),
      report: (error) => log({ source: "stepfunctions", text: `internal error: ${stackOf(error)}` }),
    });
  }

  private get taskParts(): TaskParts {
    const { run, tokens, activities } = this;
    return {
      ...{ registry: run.registry, region: run.location.region, uuid: randomUUID, tokens, activities },
      now: () => run.clock.now(),
      find: (arn) => this.executions?.find(arn),
      hasActivity: (arn) => this.machines?.activity(arn) !== undefined,
    };
  }

  private publishEvent(execution: Execution, event: HistoryEvent): void {
    const { machineArn, machineName, arn: executionArn } = execution.record;
    const { id, type, previousEventId: previous } = event;
    this.run.facts.report(() => ({
      ...{ kind: "executionEvent", trace: execution.trace, machineName, executionArn, id, type, previous, event },
    }));
    const logging = this.machines?.find(machineArn)?.logging;
    if (logging !== undefined) logEvent(this.run.log, logging, { execution, event });
  }

  private publishChange(execution: Execution): void {
    const { machineArn, machineName, arn: executionArn, status, started, stopped } = execution.record;
    const { input, output, error, cause, startsTrace = false, mapRun } = execution.record;
    const millis = stopped === undefined ? undefined : stopped - started;
    this.run.facts.report(() => ({
      ...{ kind: "execution", trace: execution.trace, machineArn, machineName, executionArn, status, millis },
      ...{ input, output, error, cause, startsTrace, isChild: mapRun !== undefined },
    }));
    const bus = this.run.registry.find(awsEvents);
    if (bus === undefined) return;
    const { clock, location } = this.run;
    const event = statusEvent(execution.record, { region: location.region, time: clock.now() });
    if (event !== undefined) bus.publish(event);
  }
}
