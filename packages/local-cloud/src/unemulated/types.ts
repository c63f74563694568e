import { accountId, digest, physicalName, type StackLocation } from "../kernel/identity";
import type { NewResource, ProvidedState, Providers } from "../kernel/resources";
import { outputs, type Shape } from "./outputs";

/** What the table of outputs says, as the engine asks for it. */
export const types: Providers = Object.fromEntries(
  Object.entries(outputs).map(([type, shape]) => [type, (resource, location) => provided(resource, shape, location)]),
);

function provided(resource: NewResource, shape: Shape, location: StackLocation): ProvidedState {
  const { named = "name", id, ...templates } = shape;
  const { inputs } = resource;
  const texts: Record<string, string> = {
    ...Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, String(value)])),
    name: nameOf(resource, named, location),
    region: location.region,
    account: accountId,
  };
  // The id may be made of an output, and an output of the id.
  const filled = (text: string, seen = 0): string =>
    text.replace(/\{(\w+)\}/g, (_, key: string) => {
      if (key === "id" && seen < 2) return filled(id, seen + 1);
      const template = templates[key];
      if (texts[key] === undefined && typeof template === "string" && seen < 2) return filled(template, seen + 1);
      return texts[key] ?? digits(key, resource, location);
    });
  const state = Object.entries(templates).map(([output, value]) => [
    output,
    typeof value === "string" ? filled(value).replaceAll("parameter//", "parameter/") : value,
  ]);
  return { id: filled(id), state: Object.fromEntries(state) as Record<string, unknown> };
}

/** As Pulumi names what a program does not; a queue that keeps the order says so in its name. */
function nameOf({ type, name, inputs }: NewResource, named: string, location: StackLocation): string {
  const declared = inputs[named];
  if (typeof declared === "string") return declared;
  const made = physicalName(location, type, name);
  if (named === "bucket") return made.toLowerCase();
  return inputs["fifoQueue"] === true ? `${made}.fifo` : made;
}

/** `hexN` and `uuid`: the same on every run of a stack, and others for each resource. */
function digits(key: string, { type, name }: NewResource, location: StackLocation): string {
  const hex = digest(location, type, name);
  if (key === "uuid") return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
  const [, count] = /^hex(\d+)$/.exec(key) ?? [];
  return count === undefined ? "" : hex.slice(0, Number(count));
}
