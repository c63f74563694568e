import { defined } from "../../kernel/json";
import { listOf, optionalText } from "../../kernel/jsonInput";
import { ServiceError, type JsonInput } from "../../kernel/jsonService";
import { diagnose } from "../definition/diagnose";
import { definitionRefusal } from "../definition/refusal";
import type { MachineSettings } from "../executions/machines";
import type { LoggingConfiguration, MachineRecord } from "../executions/records";
import { machineArn } from "../names";
import { machineOf, on, onAll, type Operations, type StatesApi } from "./api";
import { checkArn, checkName, notFound, pageOf, required, seconds } from "./input";
import { lowerTags } from "./taskOperations";

/** Operations on state machines, and on tags. */
export function machineOperations(api: StatesApi): Operations {
  return {
    CreateStateMachine: {
      access: (input) => {
        const resource = machineArn(api.location, optionalText(input, "name") ?? "");
        return [{ action: "states:CreateStateMachine", resource }];
      },
      run: (input) => create(api, input),
    },
    UpdateStateMachine: {
      ...on("UpdateStateMachine", "stateMachineArn"),
      run: (input) => update(api, input),
    },
    DeleteStateMachine: {
      ...on("DeleteStateMachine", "stateMachineArn"),
      run: (input) => {
        api.machines.delete(required(input, "stateMachineArn"));
        return {};
      },
    },
    DescribeStateMachine: {
      ...on("DescribeStateMachine", "stateMachineArn"),
      run: (input) => describe(api, input),
    },
    ListStateMachines: {
      ...onAll("ListStateMachines"),
      run: (input) => {
        const all = [...api.machines.all].sort((a, b) => (a.name < b.name ? -1 : 1));
        const { page, next } = pageOf(all, input);
        const stateMachines = page.map(({ arn, name, type, created }) => ({
          ...{ stateMachineArn: arn, name, type, creationDate: seconds(created) },
        }));
        return { stateMachines, ...next };
      },
    },
    ValidateStateMachineDefinition: {
      ...onAll("ValidateStateMachineDefinition"),
      run: (input) => {
        const type = optionalText(input, "type") === "EXPRESS" ? "EXPRESS" : "STANDARD";
        const diagnostics = diagnose(optionalText(input, "definition") ?? "", type);
        const isValid = diagnostics.every(({ severity }) => severity !== "ERROR");
        return { result: isValid ? "OK" : "FAIL", diagnostics, truncated: false };
      },
    },
    ...tagOperations(api),
  };
}

function create(api: StatesApi, input: JsonInput): object {
  const name = required(input, "name");
  checkName(name);
  const type = optionalText(input, "type") === "EXPRESS" ? "EXPRESS" : "STANDARD";
  const definition = optionalText(input, "definition") ?? "";
  checkDefinition(api, definition, type);
  const arn = machineArn(api.location, name);
  const known = api.machines.find(arn);
  if (known !== undefined && (known.definition !== definition || known.type !== type)) {
    throw new ServiceError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }
  const settings: MachineSettings = {
    ...{ name, arn, type, definition, roleArn: required(input, "roleArn"), tags: lowerTags(input) },
    ...{ logging: loggingOf(input["loggingConfiguration"]), tracing: tracingOf(input), isDeclared: false },
  };
  const machine = known ?? api.machines.put(settings);
  return { stateMachineArn: arn, creationDate: seconds(machine.created), ...published(api, machine, input) };
}

function update(api: StatesApi, input: JsonInput): object {
  const known = machineOf(api, input);
  const definition = optionalText(input, "definition") ?? known.definition;
  checkDefinition(api, definition, known.type);
  const machine = api.machines.put({
    ...known,
    definition,
    roleArn: optionalText(input, "roleArn") ?? known.roleArn,
    logging: "loggingConfiguration" in input ? loggingOf(input["loggingConfiguration"]) : known.logging,
    tracing: "tracingConfiguration" in input ? tracingOf(input) : known.tracing,
  });
  const { revisionId } = machine;
  return { updateDate: seconds(api.clock.now()), revisionId, ...published(api, machine, input) };
}

function published(api: StatesApi, machine: MachineRecord, input: JsonInput): object {
  if (input["publish"] !== true) return {};
  const { number } = api.machines.publish(machine, optionalText(input, "versionDescription"));
  return { stateMachineVersionArn: `${machine.arn}:${String(number)}` };
}

/** @throws ServiceError as AWS does, and for tasks that the local cloud does not emulate */
function checkDefinition(api: StatesApi, definition: string, type: "STANDARD" | "EXPRESS"): void {
  const message = definitionRefusal(definition, type) ?? api.emulationFault(definition);
  if (message !== undefined) throw new ServiceError("InvalidDefinition", message);
}

/** Returns the logging of a machine. @param given in the form of the API */
export function loggingOf(given: unknown): LoggingConfiguration | undefined {
  const { level, includeExecutionData, destinations } = (given ?? {}) as {
    level?: LoggingConfiguration["level"];
    includeExecutionData?: boolean;
    destinations?: { cloudWatchLogsLogGroup?: { logGroupArn?: string } }[];
  };
  if (level === undefined) return undefined;
  const groups = (destinations ?? []).flatMap(
    ({ cloudWatchLogsLogGroup }) => /:log-group:([^:]+)/.exec(cloudWatchLogsLogGroup?.logGroupArn ?? "")?.[1] ?? [],
  );
  return { level, includeExecutionData: includeExecutionData === true, groups };
}

function tracingOf({ tracingConfiguration }: JsonInput): boolean {
  return (tracingConfiguration as { enabled?: boolean } | undefined)?.enabled === true;
}

function describe(api: StatesApi, input: JsonInput): object {
  const arn = required(input, "stateMachineArn");
  checkArn(arn, "stateMachine");
  const found = api.machines.resolve(arn);
  if (found === undefined) throw notFound("StateMachineDoesNotExist", "State Machine", arn);
  const { machine, definition, roleArn } = found;
  const { name, type, created, revisionId, logging, tracing } = machine;
  const version = machine.versions.find(({ number }) => `${machine.arn}:${String(number)}` === arn);
  return defined({
    ...{ stateMachineArn: arn, name, status: "ACTIVE", definition, roleArn, type },
    creationDate: seconds(version?.created ?? created),
    description: version?.description,
    ...{ revisionId: version?.revisionId ?? revisionId, tracingConfiguration: { enabled: tracing } },
    loggingConfiguration: shownLogging(api, logging),
  });
}

function shownLogging({ location }: StatesApi, logging: LoggingConfiguration | undefined): object {
  if (logging === undefined) return { level: "OFF", includeExecutionData: false };
  const { level, includeExecutionData, groups } = logging;
  const destinations = groups.map((group) => ({
    cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:${location.region}:123456789012:log-group:${group}:*` },
  }));
  return { level, includeExecutionData, destinations };
}

function tagOperations(api: StatesApi): Operations {
  const tagged = (input: JsonInput) => {
    const arn = required(input, "resourceArn");
    const machine = api.machines.find(arn);
    const activity = api.machines.activity(arn);
    const owner = machine ?? activity;
    if (owner === undefined) throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`);
    const save = (tags: Record<string, string>) => {
      if (machine !== undefined) api.machines.save({ ...machine, tags });
      else api.machines.putActivity({ ...activity!, tags });
      return {};
    };
    return { tags: owner.tags, save };
  };
  return {
    TagResource: {
      ...on("TagResource", "resourceArn"),
      run: (input) => {
        const { tags, save } = tagged(input);
        return save({ ...tags, ...lowerTags(input) });
      },
    },
    UntagResource: {
      ...on("UntagResource", "resourceArn"),
      run: (input) => {
        const { tags, save } = tagged(input);
        const removed = listOf(input, "tagKeys");
        return save(Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.includes(key))));
      },
    },
    ListTagsForResource: {
      ...on("ListTagsForResource", "resourceArn"),
      run: (input) => ({ tags: Object.entries(tagged(input).tags).map(([key, value]) => ({ key, value })) }),
    },
  };
}
