import { UserError } from "../kernel/errors";
import type { EventBuses, NewEvent, RuleDescription } from "../kernel/interfaces/eventBuses";
import { withUserErrors } from "../kernel/protocols/serviceErrors";
import { headerOfTrace, newTrace } from "../kernel/facts/traces";
import type { EventsApi } from "./api";
import { busArn, ruleArn } from "./names";
import { putEntry } from "./putEvents";
import type { ScheduledRules } from "./scheduledRules";

/** The buses and rules of a run for the console, which accesses them without IAM. */
export class BusView implements EventBuses {
  constructor(
    private readonly api: EventsApi,
    private readonly schedules: ScheduledRules,
  ) {}

  get buses(): readonly string[] {
    return this.api.store.buses.map(({ name }) => name);
  }

  get rules(): readonly RuleDescription[] {
    return this.api.store.rules.map(({ targets, ...rule }) => ({
      arn: ruleArn(this.api.location, rule),
      busArn: busArn(this.api.location, rule.bus),
      bus: rule.bus,
      name: rule.name,
      state: rule.state,
      pattern: rule.pattern,
      schedule: rule.schedule,
      targets: targets.map(({ Arn }) => Arn),
      modified: rule.modified,
    }));
  }

  send({ bus, source, detailType, detail }: NewEvent): string {
    const { store, location, clock } = this.api;
    if (store.bus(bus) === undefined) throw new UserError(`there is no event bus ${JSON.stringify(bus)}`);
    const entry = { EventBusName: bus, Source: source, DetailType: detailType, Detail: detail };
    const traceHeader = headerOfTrace(newTrace(clock.now()));
    const answer = withUserErrors(() => putEntry(this.api, entry, { region: location.region, traceHeader }));
    if ("EventId" in answer) return answer.EventId;
    throw new UserError(`${answer.ErrorCode}: ${answer.ErrorMessage}`);
  }

  fire(bus: string, name: string): void {
    const rule = this.api.store.rule(bus, name);
    if (rule?.schedule === undefined) {
      throw new UserError(`the bus ${JSON.stringify(bus)} has no rule ${JSON.stringify(name)} with a schedule`);
    }
    this.schedules.fire(rule, this.api.clock.now());
  }
}
