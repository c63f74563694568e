import { authorizer } from "../../kernel/interfaces/authorization";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";
import { wildcard } from "../../kernel/policies/wildcard";

/** Actions with which a mapping reads its queue; the edge of the mapping shows them. */
const mappingActions: readonly string[] = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ChangeMessageVisibility",
];

/** Returns the actions on a resource that a role allows, without the service's prefix. */
export function actionsOn(registry: ServiceRegistry, roleArn: string, arn: string): string[] {
  const service = arn.split(":")[2]!;
  const actions = registry
    .use(authorizer)
    .grants(roleArn)
    .filter(({ action }) => action === "*" || action.toLowerCase().startsWith(`${service}:`))
    .filter(({ action }) => !mappingActions.includes(action))
    .filter(({ resources }) => resources.some((pattern) => isAbout(pattern, arn)))
    .map(({ action }) => action.slice(action.indexOf(":") + 1));
  return [...new Set(actions)];
}

/** Objects of a bucket belong to it. */
function isAbout(pattern: string, arn: string): boolean {
  return wildcard(pattern).test(arn) || (arn.startsWith("arn:aws:s3:::") && pattern.startsWith(`${arn}/`));
}
