import { arn, type StackLocation } from "../kernel/identity";

export const defaultBus = "default";

/** Returns the name in a reference to a bus, which is a name or an ARN. */
export function busNameOf(reference: string | undefined): string {
  if (reference === undefined) return defaultBus;
  return reference.startsWith("arn:") ? reference.slice(reference.indexOf("/") + 1) : reference;
}

export const busArn = (location: StackLocation, name: string) => arn(location, "events", `event-bus/${name}`);

export const archiveArn = (location: StackLocation, name: string) => arn(location, "events", `archive/${name}`);

export const replayArn = (location: StackLocation, name: string) => arn(location, "events", `replay/${name}`);

/** ARNs of rules on the default bus do not contain the bus. */
export function ruleArn(
  location: StackLocation,
  { bus, name }: { readonly bus: string; readonly name: string },
): string {
  return arn(location, "events", bus === defaultBus ? `rule/${name}` : `rule/${bus}/${name}`);
}
