import { isArray, isObject, textOf, type Json } from "../language/json";
import { integrationFault } from "../tasks/integrations";
import { parseResource } from "../tasks/resource";

/** Returns the first task that the local cloud does not run, by its state; undefined if it runs all. */
export function emulationFault(definition: string): string | undefined {
  return faultIn(JSON.parse(definition) as Json);
}

function faultIn(block: Json): string | undefined {
  const states = isObject(block) && isObject(block["States"]) ? block["States"] : {};
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    const fault = state["Type"] === "Task" ? taskFault(textOf(state["Resource"])) : readerFault(state["ItemReader"]);
    if (fault !== undefined) return `state ${name}: ${fault}`;
    const branches = isArray(state["Branches"]) ? state["Branches"] : [];
    for (const inner of [...branches, state["ItemProcessor"], state["Iterator"]]) {
      const found = inner === undefined ? undefined : faultIn(inner);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const inputTypes = ["CSV", "JSON", "JSONL", "MANIFEST"];

/** Returns why the local cloud does not read a data set of a distributed Map; undefined if it does. */
function readerFault(reader: Json | undefined): string | undefined {
  const config = isObject(reader) ? reader["ReaderConfig"] : undefined;
  if (!isObject(config) || config["InputType"] === undefined) return undefined;
  const type = textOf(config["InputType"]);
  if (!inputTypes.includes(type)) return `the local cloud does not emulate the InputType ${type}`;
  const manifest = textOf(config["ManifestType"]);
  if (manifest === "ATHENA_DATA") return `the local cloud does not emulate the ManifestType ${manifest}`;
  return undefined;
}

function taskFault(text: string): string | undefined {
  const resource = parseResource(text);
  if (resource?.kind !== "service") return undefined;
  const { service, action, pattern } = resource;
  const fault = integrationFault(service, action);
  if (fault !== undefined) return fault;
  const isNested = service === "states" && action === "startExecution";
  if (pattern.startsWith("sync") && !isNested) {
    return `the local cloud does not emulate ${service}:${action}.${pattern}`;
  }
  return undefined;
}
