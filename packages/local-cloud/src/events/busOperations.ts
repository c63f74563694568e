import { accountId, partition } from "../kernel/identity";
import { defined } from "../kernel/json";
import { optionalText, tagsOf } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { onAll, onBus, seconds, taggingOf, type EventsApi, type Operations } from "./api";
import { busNamePattern, failedValidation, pageOf, textOf } from "./input";
import type { Bus } from "./model";
import { busArn, busNameOf, defaultBus } from "./names";
import { notFound } from "./store";

/** Operations on event buses and their policies. */
export function busOperations(api: EventsApi): Operations {
  const { store, location, clock } = api;
  return {
    CreateEventBus: {
      access: (input) => [...onBus(api, "CreateEventBus")(input), ...taggingOf(input, onBus(api, "TagResource"))],
      run: (input) => {
        const name = textOf(input, "Name", { pattern: busNamePattern, max: 256 });
        checkNewBus(name, store.bus(name) !== undefined);
        const now = clock.now();
        const { description, deadLetterArn } = settingsOf(input);
        store.putBus({ name, description, deadLetterArn, created: now, modified: now, declared: false });
        store.putTags(busArn(location, name), tagsOf(input));
        return defined({ EventBusArn: busArn(location, name), Description: description });
      },
    },
    UpdateEventBus: {
      access: onBus(api, "UpdateEventBus"),
      run: (input) => {
        const bus = store.requireBus(busNameOf(optionalText(input, "Name")));
        const settings = settingsOf(input);
        store.putBus({ ...bus, ...settings, modified: clock.now() });
        return defined({ Arn: busArn(location, bus.name), Name: bus.name, Description: settings.description });
      },
    },
    DescribeEventBus: {
      access: onBus(api, "DescribeEventBus"),
      run: (input) => describe(api, store.requireBus(busNameOf(optionalText(input, "Name")))),
    },
    ListEventBuses: {
      access: onAll("ListEventBuses"),
      run: (input) => {
        const prefix = optionalText(input, "NamePrefix") ?? "";
        const found = store.buses.filter(({ name }) => name.startsWith(prefix));
        const { page, more } = pageOf(found, input);
        return { EventBuses: page.map((bus) => describe(api, bus)), ...more };
      },
    },
    DeleteEventBus: {
      access: onBus(api, "DeleteEventBus"),
      run: (input) => {
        const name = busNameOf(textOf(input, "Name"));
        if (name === defaultBus) throw failedValidation("Cannot delete event bus default.");
        if (store.rules.some(({ bus }) => bus === name)) {
          // Message of AWS as hashicorp/terraform-provider-aws#22131 reports it.
          throw failedValidation("EventBus can't be deleted since it has rules.");
        }
        store.deleteBus(name);
        store.putTags(busArn(location, name), {});
        return {};
      },
    },
    ...policyOperations(api),
  };
}

/** @throws ServiceError as CreateEventBus does */
export function checkNewBus(name: string, exists: boolean): void {
  if (exists) throw new ServiceError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
  if (name.includes("/")) throw failedValidation("Event bus name must not contain '/'.");
}

function settingsOf(input: JsonInput): { description: string | undefined; deadLetterArn: string | undefined } {
  const letters = input["DeadLetterConfig"] as { Arn?: string } | undefined;
  return { description: optionalText(input, "Description"), deadLetterArn: letters?.Arn };
}

function describe({ location }: EventsApi, bus: Bus): object {
  return defined({
    Name: bus.name,
    Arn: busArn(location, bus.name),
    Description: bus.description,
    Policy: bus.policy,
    DeadLetterConfig: bus.deadLetterArn === undefined ? undefined : { Arn: bus.deadLetterArn },
    CreationTime: seconds(bus.created),
    LastModifiedTime: seconds(bus.modified),
  });
}

function policyOperations(api: EventsApi): Operations {
  const { store, location, clock } = api;
  const change = (bus: Bus, policy: string | undefined) => {
    store.putBus({ ...bus, policy, modified: clock.now() });
    return {};
  };
  return {
    PutPermission: {
      access: onBus(api, "PutPermission", "EventBusName"),
      run: (input) => {
        const bus = store.requireBus(busNameOf(optionalText(input, "EventBusName")));
        const policy = optionalText(input, "Policy");
        if (policy !== undefined) return change(bus, policy);
        const statement = statementOf(input, busArn(location, bus.name));
        const others = statementsOf(bus.policy).filter(({ Sid }) => Sid !== statement.Sid);
        return change(bus, policyOf([...others, statement]));
      },
    },
    RemovePermission: {
      access: onBus(api, "RemovePermission", "EventBusName"),
      run: (input) => {
        const bus = store.requireBus(busNameOf(optionalText(input, "EventBusName")));
        if (input["RemoveAllPermissions"] === true) return change(bus, undefined);
        const id = textOf(input, "StatementId");
        const statements = statementsOf(bus.policy);
        const others = statements.filter(({ Sid }) => Sid !== id);
        if (others.length === statements.length) throw notFound("Statement with the provided id does not exist.");
        return change(bus, others.length === 0 ? undefined : policyOf(others));
      },
    },
  };
}

export type Statement = Readonly<Record<string, unknown>> & { readonly Sid?: string };

export function statementsOf(policy: string | undefined): Statement[] {
  if (policy === undefined) return [];
  const { Statement: statements } = JSON.parse(policy) as { Statement: Statement | Statement[] };
  return [statements].flat();
}

export function policyOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Returns the statement that PutPermission adds. @throws ServiceError */
export function statementOf(input: JsonInput, resource: string): Statement {
  const Sid = textOf(input, "StatementId", { max: 64 });
  const principal = textOf(input, "Principal", { max: 12 });
  const { Type, Key, Value } = (input["Condition"] ?? {}) as Partial<Record<"Type" | "Key" | "Value", string>>;
  if (principal !== "*" && !/^\d{12}$/.test(principal)) throw failedValidation("Parameter Principal is not valid.");
  return {
    Sid,
    Effect: "Allow",
    Principal: principal === "*" ? "*" : { AWS: `arn:${partition}:iam::${principal}:root` },
    Action: optionalText(input, "Action") ?? "events:PutEvents",
    Resource: resource,
    ...(Type === undefined || Key === undefined ? {} : { Condition: { [Type]: { [Key]: Value ?? accountId } } }),
  };
}
