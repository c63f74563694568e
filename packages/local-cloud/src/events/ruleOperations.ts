import { defined } from "../kernel/json";
import { optionalText, tagsOf } from "../kernel/protocols/jsonInput";
import { accountId } from "../kernel/identity";
import { matches, parsePattern } from "../kernel/eventPattern";
import { parseJsonText } from "../kernel/jsonText";
import { busOf, onAll, onRule, taggingOf, type EventsApi, type Operations } from "./api";
import { failedValidation, namePattern, pageOf, textOf } from "./input";
import type { Rule } from "./model";
import { ruleArn } from "./names";
import { checkPattern, checkRule } from "./validation";

/** Operations on rules. */
export function ruleOperations(api: EventsApi): Operations {
  const { store, location, clock } = api;
  const change = (state: string) => ({
    access: onRule(api, state === "ENABLED" ? "EnableRule" : "DisableRule"),
    run: (input: Readonly<Record<string, unknown>>) => {
      const rule = store.requireRule(busOf(input), textOf(input, "Name"));
      store.putRule({ ...rule, state, modified: clock.now() });
      return {};
    },
  });
  return {
    PutRule: putRule(api),
    DescribeRule: {
      access: onRule(api, "DescribeRule"),
      run: (input) => {
        const rule = store.requireRule(busOf(input), textOf(input, "Name"));
        return { ...describe(api, rule), CreatedBy: accountId };
      },
    },
    ListRules: {
      access: onAll("ListRules"),
      run: (input) => {
        const bus = store.requireBus(busOf(input)).name;
        const prefix = optionalText(input, "NamePrefix") ?? "";
        const found = store.rules.filter((rule) => rule.bus === bus && rule.name.startsWith(prefix));
        const { page, more } = pageOf(found, input);
        return { Rules: page.map((rule) => describe(api, rule)), ...more };
      },
    },
    DeleteRule: {
      access: onRule(api, "DeleteRule"),
      run: (input) => {
        const [bus, name] = [store.requireBus(busOf(input)).name, textOf(input, "Name")];
        const rule = store.rule(bus, name);
        if ((rule?.targets.length ?? 0) > 0) throw failedValidation("Rule can't be deleted since it has targets.");
        if (rule !== undefined) store.deleteRule(rule);
        store.putTags(ruleArn(location, { bus, name }), {});
        return {};
      },
    },
    EnableRule: change("ENABLED"),
    DisableRule: change("DISABLED"),
    TestEventPattern: { access: onAll("TestEventPattern"), run: testPattern },
  };
}

/** The operation PutRule. It does not change the tags of an existing rule (EventBridge API reference, PutRule). */
function putRule(api: EventsApi): Operations[string] {
  const { store, location, clock } = api;
  return {
    access: (input) => [...onRule(api, "PutRule")(input), ...taggingOf(input, onRule(api, "TagResource"))],
    run: (input) => {
      const name = textOf(input, "Name", { pattern: namePattern, max: 64 });
      const bus = store.requireBus(busOf(input)).name;
      const [pattern, schedule] = ["EventPattern", "ScheduleExpression"].map((key) => textOrUndefined(input, key));
      checkRule({ bus, pattern, schedule });
      const known = store.rule(bus, name);
      const { targets = [], declared = false, declaredTags } = known ?? {};
      const [description, roleArn] = [optionalText(input, "Description"), optionalText(input, "RoleArn")];
      const state = stateOf(input);
      const settings = { pattern, schedule, description, roleArn, state };
      store.putRule({ name, bus, ...settings, targets, modified: clock.now(), declared, declaredTags });
      const arn = ruleArn(location, { bus, name });
      if (known === undefined) store.putTags(arn, tagsOf(input));
      return { RuleArn: arn };
    },
  };
}

/** States of a rule (EventBridge API reference, PutRule). */
const states = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

function stateOf(input: Readonly<Record<string, unknown>>): string {
  const state = optionalText(input, "State") ?? "ENABLED";
  if (states.includes(state)) return state;
  throw failedValidation(
    `1 validation error detected: Value '${state}' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [${states.join(", ")}]`,
  );
}

/** An empty text is the same as an absent one. */
function textOrUndefined(input: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const text = optionalText(input, key);
  return text === "" ? undefined : text;
}

function describe({ location }: EventsApi, rule: Rule): object {
  return defined({
    Name: rule.name,
    Arn: ruleArn(location, rule),
    EventPattern: rule.pattern,
    ScheduleExpression: rule.schedule,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.bus,
  });
}

/** Fields that the event of TestEventPattern must have. AWS does not check `resources`, although its API page says so. */
const requiredFields = ["id", "account", "source", "time", "region", "detail-type"];

function testPattern(input: Readonly<Record<string, unknown>>): object {
  const [pattern, event] = [textOf(input, "EventPattern"), textOf(input, "Event")];
  checkPattern(pattern);
  const node = parsed(event);
  const keys = node?.kind === "object" ? node.entries.map(([key]) => key) : [];
  if (node === undefined || !requiredFields.every((field) => keys.includes(field))) {
    throw failedValidation("Parameter Event is not valid.");
  }
  return { Result: matches(parsePattern(pattern), node) };
}

function parsed(text: string) {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}
