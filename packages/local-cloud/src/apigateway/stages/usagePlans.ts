import type { Clock } from "../../kernel/clock";
import { getOrCreate } from "../../kernel/getOrCreate";
import { GatewayError } from "../exchange/errors";
import { requestHeader, type Exchange } from "../exchange/exchange";
import type { ApiKey, Throttle, UsagePlan } from "../declared/model";
import type { BucketDescription, PlanDescription, Plans } from "../../kernel/interfaces/descriptions";
import { nextPeriod, QuotaCounter } from "./quota";
import { TokenBucket } from "./tokenBucket";

/** Throttle of an account and region (API Gateway quotas). */
const accountThrottle: Throttle = { rateLimit: 10_000, burstLimit: 5_000 };

/** The API key of a request, and the plan that admits it. */
interface Admission {
  readonly key: ApiKey;
  readonly plan: UsagePlan;
}

/** API keys and usage plans with their token buckets and quota counters. */
export class UsagePlans implements Plans {
  /** Keyed by owner and limits, then by method. */
  private readonly buckets = new Map<string, Map<string, TokenBucket>>();
  private readonly quotas = new Map<string, QuotaCounter>();
  private keys: readonly ApiKey[] = [];
  private plans: readonly UsagePlan[] = [];

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Replaces keys and plans. Buckets and counters are preserved. */
  declare(keys: readonly ApiKey[], plans: readonly UsagePlan[]): void {
    this.keys = keys;
    this.plans = plans;
  }

  get descriptions(): PlanDescription[] {
    return this.plans.map((plan) => ({
      name: plan.name,
      throttle: plan.throttle,
      quota: plan.quota && { ...plan.quota, resetsAt: nextPeriod(plan.quota.period, this.clock.now()) },
      keys: this.keys
        .filter(({ id }) => plan.keyIds.has(id))
        .map((key) => ({
          id: key.id,
          name: key.name,
          enabled: key.enabled,
          quotaLeft: plan.quota && this.quota(plan, key).left,
          buckets: this.bucketsOf(plan, key),
        })),
    }));
  }

  keyValue(id: string): string | undefined {
    return this.keys.find((key) => key.id === id)?.value;
  }

  private bucketsOf({ id, throttle, stages }: UsagePlan, key: ApiKey): BucketDescription[] {
    if (throttle === undefined) return [];
    return [...new Set(stages.map(({ apiId }) => apiId))].flatMap((apiId) =>
      [...(this.buckets.get(ownerOf(`${id} ${key.id} ${apiId}`, throttle)) ?? [])].map(([method, bucket]) => ({
        method,
        left: bucket.left,
        size: bucket.size,
        rate: throttle.rateLimit,
      })),
    );
  }

  /**
   * Checks the API key if the method requires one. Then takes a token of the plan, of the stage and of the account, and
   * one request of the quota, in AWS's order.
   *
   * @throws GatewayError INVALID_API_KEY, THROTTLED or QUOTA_EXCEEDED
   */
  admit(exchange: Exchange): void {
    const { decisions } = exchange;
    const admission = exchange.match!.method.apiKeyRequired ? this.identify(exchange) : undefined;
    decisions.enter("throttle");
    this.throttle(exchange, admission);
    if (admission?.plan.quota === undefined) return;
    const { key, plan } = admission;
    decisions.enter("quota");
    const quota = this.quota(plan, key);
    if (!quota.take()) throw new GatewayError("QUOTA_EXCEEDED", "Limit Exceeded", { reason: `quota of ${plan.name}` });
    decisions.recordPass(`${quota.left} of ${plan.quota!.limit} left this ${plan.quota!.period.toLowerCase()}`);
  }

  /** @throws GatewayError THROTTLED */
  private throttle(exchange: Exchange, admission: Admission | undefined): void {
    const { api, stage, match, decisions } = exchange;
    const { httpMethod, resourcePath } = match!.method;
    const methodPath = `${resourcePath}/${httpMethod}`;
    const left: string[] = [];
    const take = (bucket: TokenBucket, owner: string) => {
      const taken = bucket.take();
      if (!taken) throw new GatewayError("THROTTLED", "Too Many Requests", { reason: `throttle of ${owner}` });
      left.push(`${bucket.left} of ${bucket.size} tokens left of ${owner}`);
    };
    const { key, plan } = admission ?? {};
    if (plan?.throttle !== undefined) {
      take(this.bucket(`${plan.id} ${key!.id} ${api.id}`, methodPath, plan.throttle), plan.name);
    }
    const throttle = stage.throttles[methodPath.replace(/^\//, "")] ?? stage.throttles["*/*"];
    if (throttle !== undefined)
      take(this.bucket(`${api.id} ${stage.name}`, methodPath, throttle), `stage ${stage.name}`);
    take(this.bucket("account", "", accountThrottle), "the account");
    decisions.recordPass(left.join(", "));
  }

  /** @throws GatewayError INVALID_API_KEY */
  private identify(exchange: Exchange): Admission {
    exchange.decisions.enter("API key");
    const refuse = (reason: string) => new GatewayError("INVALID_API_KEY", "Forbidden", { reason });
    const fromAuthorizer = exchange.api.apiKeySource === "AUTHORIZER";
    const value = fromAuthorizer ? exchange.usageIdentifierKey : requestHeader(exchange.request, "x-api-key");
    if (value === undefined)
      throw refuse(fromAuthorizer ? "no usageIdentifierKey from the authorizer" : "no x-api-key");
    const key = this.keys.find((each) => each.value === value);
    if (key === undefined) throw refuse("unknown x-api-key");
    if (!key.enabled) throw refuse("the key is disabled");
    const plan = this.planOf(key, exchange);
    if (plan === undefined) throw refuse(`the key is in no usage plan of stage ${exchange.stage.name}`);
    exchange.apiKey = key;
    exchange.decisions.recordPass(`${key.name} of ${plan.name}`);
    return { key, plan };
  }

  private planOf(key: ApiKey, { api, stage }: Exchange): UsagePlan | undefined {
    return this.plans.find(
      ({ keyIds, stages }) =>
        keyIds.has(key.id) && stages.some((each) => each.apiId === api.id && each.stage === stage.name),
    );
  }

  private bucket(owner: string, methodPath: string, throttle: Throttle): TokenBucket {
    const buckets = getOrCreate(this.buckets, ownerOf(owner, throttle), () => new Map<string, TokenBucket>());
    return getOrCreate(buckets, methodPath, () => new TokenBucket(throttle, this.clock));
  }

  private quota({ id, quota }: UsagePlan, key: ApiKey): QuotaCounter {
    return getOrCreate(
      this.quotas,
      `${id} ${key.id} ${JSON.stringify(quota)}`,
      () => new QuotaCounter(quota!, this.clock),
    );
  }
}

/** Returns the owner with its limits, so that changed limits start with new buckets. */
function ownerOf(owner: string, { burstLimit, rateLimit }: Throttle): string {
  return `${owner} ${burstLimit} ${rateLimit}`;
}
