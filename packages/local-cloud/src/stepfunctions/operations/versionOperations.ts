import { defined } from "../../kernel/json";
import { optionalText } from "../../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import { objectsOf } from "../../kernel/checks";
import type { MachineAlias, MachineRecord } from "../executions/records";
import { machineOf, on, type Operations, type StatesApi } from "./api";
import { aliasName, checkSameAlias, checkUnused, routesOf } from "./aliasRules";
import { checkArn, checkValue, maxName, notFound, pageOf, required, seconds } from "./input";

/** Operations on versions and aliases of machines. */
export function versionOperations(api: StatesApi): Operations {
  return {
    PublishStateMachineVersion: {
      ...on("PublishStateMachineVersion", "stateMachineArn"),
      run: (input) => {
        const machine = machineOf(api, input);
        const revision = optionalText(input, "revisionId");
        const current = machine.revisionId ?? "INITIAL";
        if (revision !== undefined && revision !== current) {
          const message = `Failed to publish the State Machine version for revision ${revision}. The current State Machine revision is ${current}.`;
          throw new ServiceError("ConflictException", message);
        }
        const { number, created } = api.machines.publish(machine, optionalText(input, "description"));
        return { creationDate: seconds(created), stateMachineVersionArn: `${machine.arn}:${String(number)}` };
      },
    },
    ListStateMachineVersions: {
      ...on("ListStateMachineVersions", "stateMachineArn"),
      run: (input) => {
        const { arn, versions } = machineOf(api, input);
        const { page, next } = pageOf([...versions].reverse(), input);
        const stateMachineVersions = page.map(({ number, created }) => ({
          ...{ stateMachineVersionArn: `${arn}:${String(number)}`, creationDate: seconds(created) },
        }));
        return { stateMachineVersions, ...next };
      },
    },
    DeleteStateMachineVersion: {
      ...on("DeleteStateMachineVersion", "stateMachineVersionArn"),
      run: (input) => {
        const { machine, qualifier } = qualified(api, input, "stateMachineVersionArn");
        checkUnused(machine, qualifier);
        const versions = machine.versions.filter(({ number }) => String(number) !== qualifier);
        api.machines.save({ ...machine, versions });
        return {};
      },
    },
    ...aliasOperations(api),
  };
}

function aliasOperations(api: StatesApi): Operations {
  return {
    CreateStateMachineAlias: {
      access: (input) => [{ action: "states:CreateStateMachineAlias", resource: machineArnIn(input) }],
      run: (input) => {
        const name = required(input, "name");
        checkValue(name, "name", { max: maxName, pattern: aliasName });
        const routes = routesOf(input);
        const machine = aliasMachine(api, input, routes);
        const now = api.clock.now();
        const alias = { name, description: optionalText(input, "description"), routes };
        const known = machine.aliases.find((each) => each.name === name);
        if (known !== undefined) checkSameAlias(known, alias);
        else api.machines.putAlias(machine, { ...alias, created: now, updated: now });
        return { stateMachineAliasArn: `${machine.arn}:${name}`, creationDate: seconds(known?.created ?? now) };
      },
    },
    UpdateStateMachineAlias: {
      ...on("UpdateStateMachineAlias", "stateMachineAliasArn"),
      run: (input) => {
        const { machine, alias } = aliasOf(api, input);
        const routes = "routingConfiguration" in input ? routesOf(input) : alias.routes;
        const updated = api.clock.now();
        const description = optionalText(input, "description") ?? alias.description;
        api.machines.putAlias(machine, { ...alias, description, routes, updated });
        return { updateDate: seconds(updated) };
      },
    },
    DeleteStateMachineAlias: {
      ...on("DeleteStateMachineAlias", "stateMachineAliasArn"),
      run: (input) => {
        const { machine, qualifier } = qualified(api, input, "stateMachineAliasArn");
        api.machines.save({ ...machine, aliases: machine.aliases.filter(({ name }) => name !== qualifier) });
        return {};
      },
    },
    DescribeStateMachineAlias: {
      ...on("DescribeStateMachineAlias", "stateMachineAliasArn"),
      run: (input) => {
        const { machine, alias } = aliasOf(api, input);
        return shown(machine, alias);
      },
    },
    ListStateMachineAliases: {
      ...on("ListStateMachineAliases", "stateMachineArn"),
      run: (input) => {
        const { arn, aliases } = machineOf(api, input);
        const { page, next } = pageOf(aliases, input);
        const stateMachineAliases = page.map(({ name, created }) => ({
          ...{ stateMachineAliasArn: `${arn}:${name}`, creationDate: seconds(created) },
        }));
        return { stateMachineAliases, ...next };
      },
    },
  };
}

function shown({ arn }: MachineRecord, { name, description, routes, created, updated }: MachineAlias): object {
  return defined({
    ...{ stateMachineAliasArn: `${arn}:${name}`, name, description },
    routingConfiguration: routes.map(({ version, weight }) => ({
      ...{ stateMachineVersionArn: `${arn}:${String(version)}`, weight },
    })),
    ...{ creationDate: seconds(created), updateDate: seconds(updated) },
  });
}

function machineArnIn(input: JsonInput): string {
  const [route] = objectsOf(input, "routingConfiguration");
  return String(route?.["stateMachineVersionArn"]).replace(/:\d+$/, "");
}

/** Returns the machine whose versions the routes name. @throws ServiceError if one does not exist */
function aliasMachine({ machines }: StatesApi, input: JsonInput, routes: MachineAlias["routes"]): MachineRecord {
  const machine = machines.find(machineArnIn(input));
  const known = new Set(machine?.versions.map(({ number }) => number));
  if (machine !== undefined && routes.every(({ version }) => known.has(version))) return machine;
  throw new ServiceError("ResourceNotFound", "Request references a resource that does not exist.");
}

function qualified({ machines }: StatesApi, input: JsonInput, key: string) {
  const arn = required(input, key);
  checkArn(arn, "stateMachine");
  const at = arn.lastIndexOf(":");
  const machine = machines.find(arn.slice(0, at));
  if (machine === undefined) throw notFound("StateMachineDoesNotExist", "State Machine", arn);
  return { machine, qualifier: arn.slice(at + 1) };
}

function aliasOf(api: StatesApi, input: JsonInput): { machine: MachineRecord; alias: MachineAlias } {
  const { machine, qualifier } = qualified(api, input, "stateMachineAliasArn");
  const alias = machine.aliases.find(({ name }) => name === qualifier);
  if (alias === undefined) {
    throw new ServiceError("ResourceNotFound", "Request references a resource that does not exist.");
  }
  return { machine, alias };
}
