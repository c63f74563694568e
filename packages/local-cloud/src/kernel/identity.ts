import { createHash } from "node:crypto";

/** The stack that a program runs as, and its region. */
export interface StackLocation {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
}

/** Region where a stack names none: what the AWS documentation's examples use. */
export const defaultRegion = "us-east-1";

/** The account of every local run: AWS's own documentation example. */
export const accountId = "123456789012";
export const partition = "aws";

/** Hexadecimal digits that are the same on every run of a stack and differ between its resources. */
export function digest(location: StackLocation, ...parts: readonly string[]): string {
  return createHash("sha256")
    .update([location.project, location.stack, ...parts].join("\0"))
    .digest("hex");
}

/** A physical name as Pulumi's auto-naming gives it: the logical name, a hyphen and seven digits. */
export function physicalName(location: StackLocation, type: string, logicalName: string): string {
  return `${logicalName}-${digest(location, type, logicalName).slice(0, 7)}`;
}

/** Digits behind a declared prefix of a name (Terraform's plugin SDK, `UniqueIDSuffixLength`). */
const suffixLength = 26;

/** The name that a resource declares, or the physical one that Pulumi gives it. */
export function declaredName(
  { type, name, inputs }: { type: string; name: string; inputs: Readonly<Record<string, unknown>> },
  location: StackLocation,
): string {
  const { name: declared, namePrefix } = inputs;
  if (typeof declared === "string") return declared;
  if (typeof namePrefix === "string") return namePrefix + digest(location, type, name).slice(0, suffixLength);
  return physicalName(location, type, name);
}

/** An id of ten lower-case letters and digits, as API Gateway gives them. */
export function shortId(location: StackLocation, type: string, logicalName: string): string {
  return BigInt(`0x${digest(location, type, logicalName).slice(0, 16)}`)
    .toString(36)
    .padStart(10, "0")
    .slice(-10);
}

/** Who is behind an access key id. */
export interface Principal {
  readonly roleArn: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly sessionArn: string;
}

/** Who a function is to other services: a session of its role that bears its name. */
export function roleSession(roleArn: string, functionName: string): Principal {
  const role = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  return { roleArn, sessionArn: `arn:${partition}:sts::${accountId}:assumed-role/${role}/${functionName}` };
}

/** The same stack in the region that an ARN names: programs use providers of several regions. */
export function inRegionOf<T extends StackLocation>(location: T, resource: string): T {
  const [, , , region = ""] = resource.split(":");
  return region === "" ? location : { ...location, region };
}

/** The ARN of a regional resource of the local account. */
export function arn(location: StackLocation, service: string, resource: string): string {
  return `arn:${partition}:${service}:${location.region}:${accountId}:${resource}`;
}
