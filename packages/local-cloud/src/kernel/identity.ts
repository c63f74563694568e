import { createHash } from "node:crypto";

/** The stack of a run, and its region. */
export interface StackLocation {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
}

/** Region of stacks without one; the examples of the AWS documentation use it. */
export const defaultRegion = "us-east-1";

/** Account of every local run; the examples of the AWS documentation use it. */
export const accountId = "123456789012";
export const partition = "aws";

/** Returns a hexadecimal hash that is the same on every run of a stack and differs between its resources. */
export function digest(location: StackLocation, ...parts: readonly string[]): string {
  return createHash("sha256")
    .update([location.project, location.stack, ...parts].join("\0"))
    .digest("hex");
}

/** Returns a physical name in the form of Pulumi's auto-naming: logical name, hyphen, seven hexadecimal digits. */
export function physicalName(location: StackLocation, type: string, logicalName: string): string {
  return `${logicalName}-${digest(location, type, logicalName).slice(0, 7)}`;
}

/** Number of digits after a declared name prefix (Terraform's plugin SDK, `UniqueIDSuffixLength`). */
const suffixLength = 26;

/** Returns the declared name of a resource, or its physical name. */
export function declaredName(
  { type, name, inputs }: { type: string; name: string; inputs: Readonly<Record<string, unknown>> },
  location: StackLocation,
): string {
  const { name: declared, namePrefix } = inputs;
  if (typeof declared === "string") return declared;
  if (typeof namePrefix === "string") return namePrefix + digest(location, type, name).slice(0, suffixLength);
  return physicalName(location, type, name);
}

/** Returns an id of ten lower-case letters and digits, the form of API Gateway's ids. */
export function shortId(location: StackLocation, type: string, logicalName: string): string {
  return BigInt(`0x${digest(location, type, logicalName).slice(0, 16)}`)
    .toString(36)
    .padStart(10, "0")
    .slice(-10);
}

/** The owner of an access key. */
export interface Principal {
  readonly roleArn: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly sessionArn: string;
}

/** A service that assumes a role for a resource. */
export interface Assumption {
  readonly roleArn: string;
  /** Service principal, such as `scheduler.amazonaws.com`. */
  readonly service: string;
  /** Resource that the service acts for: condition key `aws:SourceArn`. */
  readonly sourceArn: string;
  /** Trust policy as JSON; defaults to that of the applied declaration. */
  readonly trustPolicy?: string | undefined;
}

/** Returns the role session of a function, which has the function's name. */
export function roleSession(roleArn: string, functionName: string): Principal {
  const role = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  return { roleArn, sessionArn: `arn:${partition}:sts::${accountId}:assumed-role/${role}/${functionName}` };
}

/** The person who operates a run, with commands such as the AWS CLI. IAM allows this role every action. */
export const operator: Principal = {
  roleArn: `arn:${partition}:iam::${accountId}:role/Operator`,
  sessionArn: `arn:${partition}:sts::${accountId}:assumed-role/Operator/console`,
};

/** Returns the stack in the region of an ARN. Programs can use providers of several regions. */
export function inRegionOf<T extends StackLocation>(location: T, resource: string): T {
  const [, , , region = ""] = resource.split(":");
  return region === "" || region === location.region ? location : { ...location, region };
}

/** Returns the ARN of a regional resource in the local account. */
export function arn(location: Pick<StackLocation, "region">, service: string, resource: string): string {
  return `arn:${partition}:${service}:${location.region}:${accountId}:${resource}`;
}
