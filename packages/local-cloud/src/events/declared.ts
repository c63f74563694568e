import { tagsOf } from "../kernel/checks";
import { defined } from "../kernel/json";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { policyOf, statementOf, statementsOf } from "./busOperations";
import type { Archive, Bus, Rule, Tags, Target } from "./model";
import { busArn, busNameOf, defaultBus, ruleArn } from "./names";
import type { EventStore } from "./store";
import type { EventsApi } from "./api";

const token = (type: string) => `aws:cloudwatch/event${type}:Event${type.charAt(0).toUpperCase()}${type.slice(1)}`;
const tokens = { bus: token("Bus"), rule: token("Rule"), target: token("Target"), archive: token("Archive") };

const text = (state: Properties, key: string) => {
  const value = state[key];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** Applies declared buses, rules, targets and archives. Those that functions created are kept. */
export function declare(api: EventsApi, resources: readonly Declared[]): void {
  declareBuses(api, resources);
  declareRules(api, resources);
  declareArchives(api, resources);
}

function declareBuses({ store, clock, location }: EventsApi, resources: readonly Declared[]): void {
  const policies = new Map<string, string>();
  for (const { state } of ofType(resources, "aws:cloudwatch/eventBusPolicy:EventBusPolicy")) {
    policies.set(busNameOf(text(state, "eventBusName")), String(state["policy"]));
  }
  for (const { state } of ofType(resources, "aws:cloudwatch/eventPermission:EventPermission")) {
    const bus = busNameOf(text(state, "eventBusName"));
    const statement = statementOf(permissionInput(state), busArn(location, bus));
    policies.set(bus, policyOf([...statementsOf(policies.get(bus)), statement]));
  }
  const declared = ofType(resources, tokens.bus).map(({ state }) => state);
  const names = new Set(declared.map(({ name }) => String(name)));
  for (const { name, declared: isDeclared } of store.buses) {
    if (!isDeclared || names.has(name)) continue;
    store.deleteBus(name);
    store.putTags(busArn(location, name), {});
  }
  const now = clock.now();
  const put = (bus: Bus) => {
    if (changed(bus, store.bus(bus.name))) store.putBus(bus);
  };
  for (const state of declared) {
    const name = String(state["name"]);
    const letters = state["deadLetterConfig"] as { arn?: string } | undefined;
    const { created = now, modified = now } = store.bus(name) ?? {};
    const declaredTags = declareTags(store, { arn: busArn(location, name), state }, store.bus(name));
    put({
      ...{ name, description: text(state, "description"), deadLetterArn: letters?.arn, policy: policies.get(name) },
      ...{ created, modified, declared: true, declaredTags },
    });
  }
  const policy = policies.get(defaultBus);
  if (policy !== undefined) put({ ...store.requireBus(defaultBus), policy });
}

/** Applies the tags of a declaration if they differ from those of the last one. @returns the declared tags */
function declareTags(
  store: EventStore,
  { arn, state }: { readonly arn: string; readonly state: Properties },
  known: { readonly declaredTags?: Tags | undefined } | undefined,
): Tags {
  const declared = tagsOf(state);
  if (JSON.stringify(declared) !== JSON.stringify(known?.declaredTags ?? {})) store.putTags(arn, declared);
  return declared;
}

function permissionInput(state: Properties): Properties {
  const condition = state["condition"] as { key: string; type: string; value: string } | undefined;
  return defined({
    StatementId: state["statementId"],
    Principal: state["principal"],
    Action: state["action"],
    Condition: condition && { Type: condition.type, Key: condition.key, Value: condition.value },
  });
}

function declareRules({ store, clock, location }: EventsApi, resources: readonly Declared[]): void {
  const targets = ofType(resources, tokens.target).map(({ name, state }) => ({
    bus: busNameOf(text(state, "eventBusName")),
    rule: String(state["rule"]),
    target: declaredTarget(name, state),
  }));
  const rules = ofType(resources, tokens.rule).map(({ state }) => ({ state, rule: declaredRule(state) }));
  const isDeclared = new Set(rules.map(({ rule: { bus, name } }) => `${bus} ${name}`));
  for (const rule of store.rules) {
    if (!rule.declared || isDeclared.has(`${rule.bus} ${rule.name}`)) continue;
    store.deleteRule(rule);
    store.putTags(ruleArn(location, rule), {});
  }
  for (const { state, rule } of rules) {
    const known = store.rule(rule.bus, rule.name);
    const declaredTags = declareTags(store, { arn: ruleArn(location, rule), state }, known);
    const own = targets.filter(({ bus, rule: of }) => bus === rule.bus && of === rule.name).map(({ target }) => target);
    const next = { ...rule, targets: own, modified: known?.modified ?? clock.now(), declared: true, declaredTags };
    if (!changed(next, known)) continue;
    // A rate counts from the last change of its schedule. A new target does not change that time.
    const isMoved = known?.schedule !== next.schedule || known?.state !== next.state;
    store.putRule({ ...next, modified: isMoved ? clock.now() : next.modified });
  }
}

/** Returns a rule of the program without its targets. */
export function declaredRule(state: Properties): Omit<Rule, "targets" | "modified" | "declared"> {
  const isDisabled = state["isEnabled"] === false;
  return {
    name: String(state["name"]),
    bus: busNameOf(text(state, "eventBusName")),
    pattern: text(state, "eventPattern"),
    schedule: text(state, "scheduleExpression"),
    description: text(state, "description"),
    roleArn: text(state, "roleArn"),
    state: text(state, "state") ?? (isDisabled ? "DISABLED" : "ENABLED"),
  };
}

/** Returns a target of the program in the form of PutTargets. */
export function declaredTarget(name: string, state: Properties): Target {
  const transformer = state["inputTransformer"] as
    { inputPaths?: Record<string, string>; inputTemplate: string } | undefined;
  const retry = state["retryPolicy"] as
    { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number } | undefined;
  const letters = state["deadLetterConfig"] as { arn?: string } | undefined;
  const queue = state["sqsTarget"] as { messageGroupId?: string } | undefined;
  return defined({
    Id: text(state, "targetId") ?? name,
    Arn: String(state["arn"]),
    RoleArn: text(state, "roleArn"),
    Input: text(state, "input"),
    InputPath: text(state, "inputPath"),
    InputTransformer: transformer && {
      InputPathsMap: transformer.inputPaths,
      InputTemplate: transformer.inputTemplate,
    },
    SqsParameters: queue?.messageGroupId === undefined ? undefined : { MessageGroupId: queue.messageGroupId },
    DeadLetterConfig: letters && { Arn: letters.arn },
    RetryPolicy: retry && {
      MaximumRetryAttempts: retry.maximumRetryAttempts,
      MaximumEventAgeInSeconds: retry.maximumEventAgeInSeconds,
    },
  }) as Target;
}

function declareArchives({ store, archived, clock }: EventsApi, resources: readonly Declared[]): void {
  const declared = ofType(resources, tokens.archive).map(({ state }) => state);
  const names = new Set(declared.map(({ name }) => String(name)));
  for (const { name, declared: isDeclared } of store.archives) {
    if (!isDeclared || names.has(name)) continue;
    store.deleteArchive(name);
    archived.delete(({ archive }) => archive === name);
  }
  for (const state of declared) {
    const name = String(state["name"]);
    const archive: Archive = {
      name,
      source: String(state["eventSourceArn"]),
      pattern: text(state, "eventPattern"),
      description: text(state, "description"),
      retentionDays: Number(state["retentionDays"] ?? 0),
      created: store.archive(name)?.created ?? clock.now(),
      declared: true,
    };
    if (changed(archive, store.archive(name))) store.putArchive(archive);
  }
}

function changed(next: object, known: object | undefined): boolean {
  return JSON.stringify(next) !== JSON.stringify(known);
}
