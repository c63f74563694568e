import { nextPeriod } from "../apigateway/stages/quota";
import type { PlanDescription } from "../kernel/interfaces/descriptions";
import type { DataCallFact, InvocationFact, RefusedCallFact, RequestFact } from "../kernel/facts/facts";
import type { FaultDescription } from "../kernel/faults";

/** A finished request with its calls. */
export interface FinishedRequest {
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly request: RequestFact;
  readonly invocation: InvocationFact | undefined;
  readonly refused: RefusedCallFact | undefined;
  readonly calls: readonly Omit<DataCallFact, "input">[];
}

/** Values that remedies mention: settings of the run, and source positions. */
export interface RemedyContext {
  readonly plans: readonly PlanDescription[];
  readonly faults: readonly FaultDescription[];
  /** Returns the source line that grants a function its permissions, such as `api/items/routes.ts:18`. */
  readonly grantPlace: (label: string) => string | undefined;
}

/** Returns one sentence of advice about a failed request; undefined without advice. */
export function remedyOf(ended: FinishedRequest, context: RemedyContext): string | undefined {
  if (ended.request.status < 400) return undefined;
  return (
    faultRemedy(ended) ?? grantRemedy(ended, context) ?? callRemedy(ended, context) ?? gatewayRemedy(ended, context)
  );
}

/** Returns the injected fault that affected a request, as in `--fault`. */
export function faultOf({ invocation, refused, calls }: Omit<FinishedRequest, "at" | "request">): string | undefined {
  return invocation?.fault ?? refused?.fault ?? calls.find(({ fault }) => fault !== undefined)?.fault;
}

function faultRemedy(ended: FinishedRequest): string | undefined {
  const fault = faultOf(ended);
  if (fault === undefined) return undefined;
  return `the fault ${fault} is on: set it to 0 at /_local/#/faults, or start without --fault ${fault}`;
}

/** IAM denied a call. AWS's message names the action; the advice adds the source line to change. */
function grantRemedy({ invocation, calls }: FinishedRequest, { grantPlace }: RemedyContext): string | undefined {
  const denied = calls.find(({ denial }) => denial !== undefined);
  if (denied === undefined || invocation === undefined) return undefined;
  const place = grantPlace(invocation.label);
  const where = place === undefined ? `the policy of its role` : place;
  return `allow ${invocation.label} dynamodb:${denied.operation} on ${denied.tables.join(", ") || "*"}: ${where}`;
}

function callRemedy({ invocation, refused }: FinishedRequest, { faults }: RemedyContext): string | undefined {
  if (refused?.code === "TooManyRequestsException") {
    return `${refused.label} has no concurrency left: raise its reservedConcurrentExecutions, or send fewer requests at a time`;
  }
  if (refused?.code === "AccessDeniedException") {
    return `declare an aws.lambda.Permission that allows apigateway.amazonaws.com to call ${refused.label}`;
  }
  if (invocation?.error === undefined) return undefined;
  const { label, error, memory } = invocation;
  switch (error.type) {
    case "Sandbox.Timedout": {
      const slow = faults.filter(({ kind, value }) => value > 0 && /latency|blackhole|init/.test(kind));
      if (slow.length === 0) return `the timeline shows which call is slow; a longer timeout of ${label} only hides it`;
      return `the cause may be ${slow.map(({ kind, value }) => `--fault ${kind}=${value}`).join(", ")}: set it to 0 at /_local/#/faults`;
    }
    case "Runtime.OutOfMemory":
      return `raise memorySize of ${label}, which is ${memory.megabytes} MB`;
    case "Runtime.ImportModuleError":
      return `the archive of ${label} lacks the module: add it to the archive or to a layer`;
    case "Runtime.HandlerNotFound":
      return `export the function that handler of ${label} names`;
    default:
      return undefined;
  }
}

function gatewayRemedy({ at, request }: FinishedRequest, { plans }: RemedyContext): string | undefined {
  const refused = request.decisions.find(({ passed }) => !passed);
  if (refused === undefined) return undefined;
  const { stage, detail } = refused;
  if (stage === "API key") return keyRemedies[detail] ?? keyRemedies["another"];
  if (stage === "quota") return quotaRemedy(detail, plans, at);
  if (stage === "throttle") return throttleRemedy(detail, plans);
  if (/^no (?:Authorization header|token)/.test(detail)) {
    return "send the header Authorization: Bearer TOKEN; npx api-tools token signs one for a user pool of this run";
  }
  if (/^no signature/.test(detail)) return "sign the request with Signature Version 4, in the header Authorization";
  if (stage === "route") return "API Gateway responds with 403 because the stage has no such path or method";
  const [, parameters] = /^missing (.+)$/.exec(detail) ?? [];
  return parameters === undefined ? undefined : `send ${parameters}`;
}

const keyRemedies: Readonly<Record<string, string>> = {
  "no x-api-key": "send the header x-api-key; /_local/#/plans shows the keys",
  "unknown x-api-key": "send the value of a declared key as x-api-key; /_local/#/plans shows the keys",
  "the key is disabled": "send another key as x-api-key, or enable this key",
  another: "add the key to a usage plan of this stage (aws.apigateway.UsagePlanKey)",
};

function findPlan(detail: string, plans: readonly PlanDescription[]): PlanDescription | undefined {
  return plans.find(({ name }) => detail.endsWith(` of ${name}`));
}

function quotaRemedy(detail: string, plans: readonly PlanDescription[], at: number): string | undefined {
  const plan = findPlan(detail, plans);
  if (plan?.quota === undefined) return undefined;
  const { limit, period } = plan.quota;
  const resets = new Date(nextPeriod(period as Parameters<typeof nextPeriod>[0], at));
  const moment = `${resets.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `the quota of ${limit} a ${period.toLowerCase()} resets on ${moment}: raise quotaSettings of ${plan.name}, or use another key`;
}

function throttleRemedy(detail: string, plans: readonly PlanDescription[]): string {
  const throttle = findPlan(detail, plans)?.throttle;
  if (throttle === undefined) return "send fewer requests a second, or raise the throttle";
  return `send at most ${throttle.rateLimit} a second in bursts of ${throttle.burstLimit}, or raise the plan's rateLimit and burstLimit`;
}
