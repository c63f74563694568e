import type { AuthorizationFact, Fact } from "../kernel/facts";
import { authorizer, functions, type Grant } from "../kernel/interfaces";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { wildcard } from "../kernel/wildcard";

/** A grant, and whether it was ever used. */
export interface UsedGrant extends Grant {
  readonly used: boolean;
}

/** Most different requests of a role that are kept: functions may name tables and objects as clients ask. */
const mostRequests = 10_000;

/** Reads which allowed actions roles use. */
export class Usage {
  /** By role, then by action and resource. */
  private readonly used = new Map<string, Map<string, Pick<AuthorizationFact, "action" | "resource">>>();

  readonly read = (fact: Fact): void => {
    if (fact.kind !== "authorization" || !fact.allowed) return;
    const { roleArn, action } = fact;
    // Each environment has a log stream of its own, and a run of days has many.
    const resource = fact.resource.replace(/:log-stream:.*$/, ":log-stream:*");
    const requests = this.used.get(roleArn) ?? new Map<string, { action: string; resource: string }>();
    if (requests.size < mostRequests) requests.set(`${action} ${resource}`, { action, resource });
    this.used.set(roleArn, requests);
  };

  /** How many different requests are kept. */
  get size(): number {
    return [...this.used.values()].reduce((sum, { size }) => sum + size, 0);
  }

  private requestsOf(roleArn: string) {
    return [...(this.used.get(roleArn)?.values() ?? [])];
  }

  /** What each function may do, by label, and whether it has done it. */
  grants(registry: ServiceRegistry): Record<string, readonly UsedGrant[]> {
    const iam = registry.use(authorizer);
    return Object.fromEntries(
      Object.entries(registry.use(functions).roles).map(([label, roleArn]) => [
        label,
        iam.grants(roleArn).map((grant) => ({ ...grant, used: this.isUsed(roleArn, grant) })),
      ]),
    );
  }

  private isUsed(roleArn: string, { action, resources }: Grant): boolean {
    return this.requestsOf(roleArn).some(
      (request) =>
        wildcard(action.toLowerCase()).test(request.action.toLowerCase()) &&
        resources.some((pattern) => wildcard(pattern).test(request.resource)),
    );
  }
}
