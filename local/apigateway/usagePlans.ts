import type { Clock } from "../engine/clock";
import { GatewayError } from "./errors";
import { requestHeader, type Exchange } from "./exchange";
import type { ApiKey, Stage, Throttle, UsagePlan } from "./model";
import { QuotaCounter } from "./quota";
import { TokenBucket } from "./tokenBucket";

/** Throttle of an account and region (API Gateway quotas). */
const accountThrottle: Throttle = { rateLimit: 10_000, burstLimit: 5_000 };

/** API keys, usage plans, and the buckets and counters that they fill. */
export class UsagePlans {
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly quotas = new Map<string, QuotaCounter>();
  private keys: readonly ApiKey[] = [];
  private plans: readonly UsagePlan[] = [];

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Takes over keys and plans; what was counted stays counted. */
  declare(keys: readonly ApiKey[], plans: readonly UsagePlan[]): void {
    this.keys = keys;
    this.plans = plans;
  }

  /**
   * Lets a request pass that has a key of a plan of this stage, then spends a token of the plan, of the stage and of
   * the account, and one of the quota: in AWS's order.
   *
   * @throws GatewayError INVALID_API_KEY, THROTTLED or QUOTA_EXCEEDED
   */
  admit(exchange: Exchange): void {
    const { method } = exchange.match!;
    const key = method.apiKeyRequired ? this.keyOf(exchange) : undefined;
    const plan = key && this.planOf(key, exchange);
    if (method.apiKeyRequired && plan === undefined) throw new GatewayError("INVALID_API_KEY", "Forbidden");
    if (key !== undefined) exchange.apiKey = key;
    const methodPath = `${method.resourcePath}/${method.httpMethod}`;
    const { api, stage } = exchange;
    const throttled =
      (plan?.throttle !== undefined &&
        !this.bucket(`${plan.id} ${key!.id} ${api.id} ${methodPath}`, plan.throttle).take()) ||
      !this.stageBucket(api.id, stage, methodPath) ||
      !this.bucket("account", accountThrottle).take();
    if (throttled) throw new GatewayError("THROTTLED", "Too Many Requests");
    if (plan?.quota !== undefined && !this.quota(plan, key!).take()) {
      throw new GatewayError("QUOTA_EXCEEDED", "Limit Exceeded");
    }
  }

  private keyOf({ request }: Exchange): ApiKey | undefined {
    const value = requestHeader(request, "x-api-key");
    return this.keys.find((key) => key.value === value && key.enabled);
  }

  private planOf(key: ApiKey, { api, stage }: Exchange): UsagePlan | undefined {
    return this.plans.find(
      ({ keyIds, stages }) =>
        keyIds.has(key.id) && stages.some((each) => each.apiId === api.id && each.stage === stage.name),
    );
  }

  private stageBucket(apiId: string, { name, throttles }: Stage, methodPath: string): boolean {
    const throttle = throttles[methodPath.replace(/^\//, "")] ?? throttles["*/*"];
    return throttle === undefined || this.bucket(`${apiId} ${name} ${methodPath}`, throttle).take();
  }

  /** A bucket whose limits changed starts anew. */
  private bucket(name: string, throttle: Throttle): TokenBucket {
    return kept(
      this.buckets,
      `${name} ${throttle.burstLimit} ${throttle.rateLimit}`,
      () => new TokenBucket(throttle, this.clock),
    );
  }

  private quota({ id, quota }: UsagePlan, key: ApiKey): QuotaCounter {
    return kept(this.quotas, `${id} ${key.id} ${JSON.stringify(quota)}`, () => new QuotaCounter(quota!, this.clock));
  }
}

function kept<T>(map: Map<string, T>, key: string, create: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
