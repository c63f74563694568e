import { wildcard } from "../engine/wildcard";
import type { Statement } from "./policy";

/** An action that a role's policies allow, and whether it was ever used. */
export interface Grant {
  /** As the policy says it, with its wildcards. */
  readonly action: string;
  readonly resources: readonly string[];
  readonly used: boolean;
}

/** Which allowed actions roles have used since the run began. */
export class Usage {
  private readonly used = new Map<string, Set<string>>();

  record(roleArn: string, action: string, resource: string): void {
    const requests = this.used.get(roleArn) ?? new Set();
    this.used.set(roleArn, requests.add(`${action} ${resource}`));
  }

  /** Every allowed action of a role, in the order of its policies. */
  grants(roleArn: string, statements: readonly Statement[]): Grant[] {
    const requests = [...(this.used.get(roleArn) ?? [])].map((request) => request.split(" ") as [string, string]);
    return statements
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ actions, resources }) =>
        actions.map((action) => ({
          action,
          resources,
          used: requests.some(
            ([used, resource]) =>
              wildcard(action.toLowerCase()).test(used.toLowerCase()) &&
              resources.some((pattern) => wildcard(pattern).test(resource)),
          ),
        })),
      );
  }
}
