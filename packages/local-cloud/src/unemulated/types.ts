import { accountId, digest, physicalName, type StackLocation } from "../kernel/identity";
import type { NewResource, ProvidedState, Providers } from "../kernel/resources";
import { outputs, type Shape } from "./outputs";

/** Providers of the types in the table of outputs. */
export const types: Providers = Object.fromEntries(
  Object.entries(outputs).map(([type, shape]) => [
    type,
    (resource, location) => provideOutputs(resource, shape, location),
  ]),
);

function provideOutputs(resource: NewResource, shape: Shape, location: StackLocation): ProvidedState {
  const { named = "name", id, ...templates } = shape;
  const { inputs } = resource;
  const texts: Record<string, string> = {
    ...Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, String(value)])),
    name: nameOf(resource, named, location),
    region: location.region,
    account: accountId,
  };
  // The id may refer to outputs, and outputs to the id.
  const fillTemplate = (text: string, seen = 0): string =>
    text.replace(/\{(\w+)\}/g, (_, key: string) => {
      if (key === "id" && seen < 2) return fillTemplate(id, seen + 1);
      const template = templates[key];
      if (texts[key] === undefined && typeof template === "string" && seen < 2) return fillTemplate(template, seen + 1);
      return texts[key] ?? digits(key, resource, location);
    });
  const state = Object.entries(templates).map(([output, value]) => [
    output,
    typeof value === "string" ? fillTemplate(value).replaceAll("parameter//", "parameter/") : value,
  ]);
  return { id: fillTemplate(id), state: Object.fromEntries(state) as Record<string, unknown> };
}

/** Returns Pulumi's name for a resource without one. The name of a FIFO queue ends with `.fifo`. */
function nameOf({ type, name, inputs }: NewResource, named: string, location: StackLocation): string {
  const declared = inputs[named];
  if (typeof declared === "string") return declared;
  const made = physicalName(location, type, name);
  return inputs["fifoQueue"] === true ? `${made}.fifo` : made;
}

/** Returns `hexN` and `uuid`, which are the same on every run and differ between resources. */
function digits(key: string, { type, name }: NewResource, location: StackLocation): string {
  const hex = digest(location, type, name);
  if (key === "uuid") return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
  const [, count] = /^hex(\d+)$/.exec(key) ?? [];
  return count === undefined ? "" : hex.slice(0, Number(count));
}
