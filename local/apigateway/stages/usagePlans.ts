import type { Clock } from "../../engine/clock";
import { GatewayError } from "../exchange/errors";
import { requestHeader, type Exchange } from "../exchange/exchange";
import type { ApiKey, Stage, Throttle, UsagePlan } from "../declared/model";
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
    const { key, plan } = method.apiKeyRequired ? this.identify(exchange) : {};
    if (key !== undefined) exchange.apiKey = key;
    const methodPath = `${method.resourcePath}/${method.httpMethod}`;
    const { api, stage } = exchange;
    const throttle = (taken: boolean, whose: string) => {
      if (!taken) throw new GatewayError("THROTTLED", "Too Many Requests", { reason: `throttle of ${whose}` });
    };
    if (plan?.throttle !== undefined) {
      throttle(this.bucket(`${plan.id} ${key!.id} ${api.id} ${methodPath}`, plan.throttle).take(), plan.name);
    }
    throttle(this.stageBucket(api.id, stage, methodPath), `stage ${stage.name}`);
    throttle(this.bucket("account", accountThrottle).take(), "the account");
    if (plan?.quota !== undefined && !this.quota(plan, key!).take()) {
      throw new GatewayError("QUOTA_EXCEEDED", "Limit Exceeded", { reason: `quota of ${plan.name}` });
    }
  }

  /** @throws GatewayError INVALID_API_KEY */
  private identify(exchange: Exchange): { readonly key: ApiKey; readonly plan: UsagePlan } {
    const refuse = (reason: string) => new GatewayError("INVALID_API_KEY", "Forbidden", { reason });
    const value = requestHeader(exchange.request, "x-api-key");
    if (value === undefined) throw refuse("no x-api-key");
    const key = this.keys.find((each) => each.value === value);
    if (key === undefined) throw refuse("unknown x-api-key");
    if (!key.enabled) throw refuse("the key is disabled");
    const plan = this.planOf(key, exchange);
    if (plan === undefined) throw refuse(`the key is in no plan of stage ${exchange.stage.name}`);
    return { key, plan };
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
