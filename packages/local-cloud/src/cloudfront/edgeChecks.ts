import { knownText, objectOf, objectsOf, type Check } from "../kernel/checks";
import { isObject } from "../kernel/json";
import { ofType, type Declared, type Properties } from "../kernel/resources";

/** Limits of functions at the edge (CloudFront Developer Guide, "Quotas on Lambda@Edge"): megabytes and seconds. */
const limits = {
  viewer: { memorySize: 128, timeout: 5 },
  origin: { memorySize: 10_240, timeout: 30 },
};

const principals = ["lambda.amazonaws.com", "edgelambda.amazonaws.com"];

/** A published version in us-east-1. */
const versionArn = /^arn:[^:]+:lambda:([^:]+):\d+:function:[^:]+:(\d+)$/;

/** Megabytes of a function's temporary files ("Restrictions on Lambda@Edge", "Lambda features"). */
const maxStorage = 512;

/** Returns the associations of each cache behavior. */
function associationsOf(state: Properties): Properties[][] {
  const behaviors = [objectOf(state, "defaultCacheBehavior"), ...objectsOf(state, "orderedCacheBehaviors")];
  return behaviors.map((behavior) => objectsOf(behavior, "lambdaFunctionAssociations"));
}

/**
 * Rejects associations that Lambda@Edge does not support (CloudFront Developer Guide, "Restrictions on Lambda@Edge").
 * CloudFront's message about variables is known; the others have its form.
 */
export const associationRefusal: Check = (state, _, resources) => {
  for (const associations of associationsOf(state)) {
    const events = associations.map(({ eventType }) => String(eventType));
    const repeated = events.find((event, index) => events.indexOf(event) < index);
    if (repeated !== undefined) return `A cache behavior can have only one function for the event type ${repeated}.`;
    for (const association of associations) {
      const message = refusalOf(association, resources);
      if (message !== undefined) return message;
    }
  }
  return undefined;
};

function refusalOf(association: Properties, resources: readonly Declared[]): string | undefined {
  const [arn, event] = [String(association["lambdaArn"]), String(association["eventType"])];
  const region = arn.split(":")[3];
  if (region !== "us-east-1") return `The function must be in region 'us-east-1'. ARN: ${arn}`;
  if (!versionArn.test(arn)) {
    return `The function ARN must reference a specific function version. (The ARN must end with the version number.) ARN: ${arn}`;
  }
  if (association["includeBody"] === true && !event.endsWith("-request")) {
    return `The request body can be included only for viewer-request and origin-request events. Event: ${event} Function: ${arn}`;
  }
  const unqualified = arn.slice(0, arn.lastIndexOf(":"));
  const fn = ofType(resources, "aws:lambda/function:Function").find((each) => each.state["arn"] === unqualified);
  return (
    fn &&
    (featureRefusal(fn.state, arn) ??
      besidesRefusal(fn, { arn, resources }) ??
      quotaRefusal(fn.state, { arn, event }) ??
      roleRefusal(fn.state, resources))
  );
}

/** Rejects what other resources add to a function or its version. */
function besidesRefusal(
  { state }: Declared,
  { arn, resources }: { readonly arn: string; readonly resources: readonly Declared[] },
): string | undefined {
  const version = arn.slice(arn.lastIndexOf(":") + 1);
  const isOfFunction = (each: Declared) =>
    [state["name"], state["arn"]].includes(each.state["functionName"]) && each.state["functionName"] !== undefined;
  const provisioned = ofType(resources, "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig");
  if (provisioned.some((each) => isOfFunction(each) && String(each.state["qualifier"]) === version)) {
    return `The function cannot have provisioned concurrency. Function: ${arn}`;
  }
  const managed = ofType(resources, "aws:lambda/runtimeManagementConfig:RuntimeManagementConfig");
  return managed.some((each) => isOfFunction(each) && (each.state["updateRuntimeOn"] ?? "Auto") !== "Auto")
    ? `The function cannot have another runtime management configuration than Auto. Function: ${arn}`
    : undefined;
}

function featureRefusal(state: Properties, arn: string): string | undefined {
  const { layers, architectures } = state;
  const variables = objectOf(objectOf(state, "environment"), "variables");
  const runtime = knownText(state, "runtime");
  const found = [
    [Object.keys(variables).length > 0, "cannot have environment variables"],
    [Array.isArray(layers) && layers.length > 0, "cannot have layers"],
    [isObject(state["vpcConfig"]), "cannot be connected to a VPC"],
    [isObject(state["deadLetterConfig"]), "cannot have a dead letter queue"],
    [Array.isArray(architectures) && architectures.includes("arm64"), "cannot use the arm64 architecture"],
    [state["packageType"] === "Image", "cannot be a container image"],
    [objectOf(state, "tracingConfig")["mode"] === "Active", "cannot use active tracing"],
    [
      Number(objectOf(state, "ephemeralStorage")["size"] ?? maxStorage) > maxStorage,
      `cannot have more than ${maxStorage} MB of ephemeral storage`,
    ],
    [
      runtime !== undefined && !/^(?:nodejs|python)/.test(runtime),
      `cannot use the runtime ${runtime}, because Lambda@Edge runs only Node.js and Python`,
    ],
  ] as const;
  const feature = found.find(([isUsed]) => isUsed)?.[1];
  return feature && `The function ${feature}. Function: ${arn}`;
}

function quotaRefusal(state: Properties, { arn, event }: { readonly arn: string; readonly event: string }) {
  const allowed = event.startsWith("viewer") ? limits.viewer : limits.origin;
  const actual = { memorySize: Number(state["memorySize"] ?? 128), timeout: Number(state["timeout"] ?? 3) };
  const exceeded = (["memorySize", "timeout"] as const).find((each) => actual[each] > allowed[each]);
  if (exceeded === undefined) return undefined;
  const what = exceeded === "memorySize" ? "memory size" : "timeout";
  return `The function ${what} is larger than the maximum allowed for functions that are triggered by a CloudFront event: ${event} Max allowed: ${allowed[exceeded]} Actual: ${actual[exceeded]} Function: ${arn}`;
}

function roleRefusal(state: Properties, resources: readonly Declared[]): string | undefined {
  const role = ofType(resources, "aws:iam/role:Role").find((each) => each.state["arn"] === state["role"]);
  const trusted = role && trustedServices(String(role.state["assumeRolePolicy"]));
  if (trusted === undefined || principals.every((each) => trusted.includes(each))) return undefined;
  return `The function execution role must be assumable with edgelambda.amazonaws.com as well as lambda.amazonaws.com principals. Update the IAM role and try again. Role: ${String(state["role"])}`;
}

/** Returns the services that a trust policy names; undefined for the empty policy of programs that only run locally. */
function trustedServices(policy: string): string[] | undefined {
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: unknown };
    if (Statement === undefined) return undefined;
    const statements = (Array.isArray(Statement) ? Statement : [Statement]) as unknown[];
    return statements
      .filter(isObject)
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap((each) => objectOf(each, "Principal")["Service"])
      .map(String);
  } catch {
    return undefined;
  }
}
