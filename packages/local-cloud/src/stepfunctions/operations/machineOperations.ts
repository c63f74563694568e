import { defined } from "../../kernel/json";
import { optionalText } from "../../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import { diagnose, maxCharacters } from "../definition/diagnose";
import type { Diagnostic } from "../definition/diagnostics";
import { definitionRefusal } from "../definition/refusal";
import type { MachineSettings } from "../executions/machines";
import type { MachineRecord } from "../executions/records";
import { machineArn } from "../names";
import { machineOf, on, onAll, type Operations, type StatesApi } from "./api";
import {
  checkArn,
  checkHiddenLength,
  checkName,
  checkValue,
  invalid,
  notFound,
  optionalNumber,
  pageOf,
  required,
  seconds,
} from "./input";
import { encryptionOf, loggingOf, shownSettings } from "./shownSettings";
import { lowerTags } from "./taskOperations";

/** Operations on state machines. */
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
        checkValue(input["maxResults"], "maxResults", { min: 0, max: maxDiagnostics, type: "integer" });
        const asked = optionalNumber(input, "maxResults") ?? 0;
        const definition = optionalText(input, "definition") ?? "";
        checkHiddenLength(definition, "definition", maxCharacters);
        const all = diagnose(definition, typeOf(input));
        const isValid = all.every(({ severity }) => severity !== "ERROR");
        const shown = optionalText(input, "severity") === "WARNING" ? all : all.filter(isError);
        const diagnostics = shown.slice(0, asked === 0 ? maxDiagnostics : asked);
        const truncated = diagnostics.length < shown.length;
        return { result: isValid ? "OK" : "FAIL", diagnostics, truncated };
      },
    },
  };
}

/** Most diagnostics of an answer (API reference, ValidateStateMachineDefinition). */
const maxDiagnostics = 100;

function isError({ severity }: Diagnostic): boolean {
  return severity === "ERROR";
}

/** @throws ServiceError */
function typeOf(input: JsonInput): "STANDARD" | "EXPRESS" {
  checkValue(input["type"], "type", { enum: ["STANDARD", "EXPRESS"] });
  return optionalText(input, "type") === "EXPRESS" ? "EXPRESS" : "STANDARD";
}

function create(api: StatesApi, input: JsonInput): object {
  const name = required(input, "name");
  checkName(name);
  const type = typeOf(input);
  const definition = optionalText(input, "definition") ?? "";
  checkPublish(input);
  const logging = loggingOf(api, input["loggingConfiguration"]);
  const encryption = encryptionOf(input["encryptionConfiguration"]);
  checkDefinition(api, definition, type);
  const arn = machineArn(api.location, name);
  const known = api.machines.find(arn);
  if (known !== undefined && (known.definition !== definition || known.type !== type)) {
    throw new ServiceError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }
  const settings: MachineSettings = {
    ...{ name, arn, type, definition, roleArn: required(input, "roleArn"), tags: lowerTags(input) },
    ...{ logging, tracing: tracingOf(input), encryption, isDeclared: false },
  };
  const machine = known ?? api.machines.put(settings);
  return { stateMachineArn: arn, creationDate: seconds(machine.created), ...published(api, machine, input) };
}

const changeable = [
  ...["definition", "roleArn", "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration"],
];

function update(api: StatesApi, input: JsonInput): object {
  const known = machineOf(api, input);
  checkPublish(input);
  if (!changeable.some((key) => key in input)) {
    const settings = "the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration";
    throw new ServiceError("MissingRequiredParameter", `Either ${settings} must be specified`);
  }
  const definition = optionalText(input, "definition") ?? known.definition;
  checkDefinition(api, definition, known.type);
  const machine = api.machines.put({
    ...known,
    definition,
    roleArn: optionalText(input, "roleArn") ?? known.roleArn,
    logging: "loggingConfiguration" in input ? loggingOf(api, input["loggingConfiguration"]) : known.logging,
    tracing: "tracingConfiguration" in input ? tracingOf(input) : known.tracing,
    encryption: "encryptionConfiguration" in input ? encryptionOf(input["encryptionConfiguration"]) : known.encryption,
  });
  const { revisionId } = machine;
  return defined({ updateDate: seconds(api.clock.now()), revisionId, ...published(api, machine, input) });
}

/** @throws ServiceError */
function checkPublish(input: JsonInput): void {
  if (input["versionDescription"] === undefined || input["publish"] === true) return;
  throw invalid("Version description can only be set when publish is true");
}

function published(api: StatesApi, machine: MachineRecord, input: JsonInput): object {
  if (input["publish"] !== true) return {};
  const { number } = api.machines.publish(machine, optionalText(input, "versionDescription"));
  return { stateMachineVersionArn: `${machine.arn}:${String(number)}` };
}

/** @throws ServiceError as AWS does, and for tasks that the local cloud does not emulate */
function checkDefinition(api: StatesApi, definition: string, type: "STANDARD" | "EXPRESS"): void {
  checkHiddenLength(definition, "definition", maxCharacters);
  const message = definitionRefusal(definition, type) ?? api.emulationFault(definition);
  if (message !== undefined) throw new ServiceError("InvalidDefinition", message);
}

function tracingOf({ tracingConfiguration }: JsonInput): boolean {
  return (tracingConfiguration as { enabled?: boolean } | undefined)?.enabled === true;
}

function describe(api: StatesApi, input: JsonInput): object {
  const arn = required(input, "stateMachineArn");
  checkArn(arn, "stateMachine");
  const found = api.machines.resolve(arn);
  if (found === undefined) throw notFound("StateMachineDoesNotExist", "State Machine", arn);
  const { machine, definition, roleArn, revisionId } = found;
  const { name, type, created, logging, tracing, encryption } = machine;
  const version = machine.versions.find(({ number }) => `${machine.arn}:${String(number)}` === arn);
  return defined({
    ...{ stateMachineArn: arn, name, status: "ACTIVE", definition, roleArn, type, revisionId },
    creationDate: seconds(version?.created ?? created),
    description: version?.description,
    ...shownSettings(api, { definition, logging, tracing, encryption }),
  });
}
