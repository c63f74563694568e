import type { AuthorizationFact, Fact } from "../kernel/facts/facts";
import { authorizer, type Grant } from "../kernel/interfaces/authorization";
import { functions } from "../kernel/interfaces/functions";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { wildcard } from "../kernel/policies/wildcard";

/** A grant, and whether it was used. */
export interface UsedGrant extends Grant {
  readonly used: boolean;
}

/** Maximum number of stored requests of a role: functions may choose tables and objects from client input. */
const maxRequests = 10_000;

/** Records which allowed actions roles use. */
export class Usage {
  /** Keyed by role, then by action and resource. */
  private readonly used = new Map<string, Map<string, Pick<AuthorizationFact, "action" | "resource">>>();

  readonly read = (fact: Fact): void => {
    if (fact.kind !== "authorization" || !fact.allowed) return;
    const { roleArn, action } = fact;
    // Each environment has its own log stream, so a long run has many.
    const resource = fact.resource.replace(/:log-stream:.*$/, ":log-stream:*");
    const requests = this.used.get(roleArn) ?? new Map<string, { action: string; resource: string }>();
    if (requests.size < maxRequests) requests.set(`${action} ${resource}`, { action, resource });
    this.used.set(roleArn, requests);
  };

  /** Number of stored requests. */
  get size(): number {
    return [...this.used.values()].reduce((sum, { size }) => sum + size, 0);
  }

  private requestsOf(roleArn: string) {
    return [...(this.used.get(roleArn)?.values() ?? [])];
  }

  /** Returns the grants of each function by label, and whether each was used. */
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
