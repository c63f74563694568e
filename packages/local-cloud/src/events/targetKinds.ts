/** Services to which the local cloud delivers events. */
export type TargetKind = "lambda" | "sqs" | "sns" | "events" | "logs" | "states";

/** Returns the kind of a target; undefined if the local cloud does not deliver to it. */
export function targetKind(arn: string): TargetKind | undefined {
  const [, , service = "", , , resource = ""] = arn.split(":");
  switch (service) {
    case "lambda":
    case "sqs":
    case "sns":
    case "logs":
      return service;
    case "events":
      return resource.startsWith("event-bus/") ? "events" : undefined;
    case "states":
      return resource === "stateMachine" ? "states" : undefined;
    default:
      return undefined;
  }
}

/** Returns `API destinations` or `targets of kinesis`: what a message about an unsupported target names. */
export function describeTarget(arn: string): string {
  const [, , service = "", , , resource = ""] = arn.split(":");
  if (service === "events" && resource.startsWith("api-destination/")) return "API destinations";
  return `targets of ${service === "" ? arn : service}`;
}
