import { accountId, type Assumption } from "../kernel/identity";
import { decide, namesService, parsePolicy } from "./policy";

/**
 * Returns why a trust policy does not let a service assume the role; undefined if it does.
 *
 * @param policy JSON text; an empty object, which programs that only run locally declare, trusts everyone.
 * @param report receives conditions that are not known here.
 */
export function trustDenial(
  policy: string,
  { roleArn, service, sourceArn }: Assumption,
  report: (unknown: string) => void,
): string | undefined {
  if (/^\s*\{\s*\}\s*$/.test(policy)) return undefined;
  // A trust policy has no Resource, because it always applies to its role.
  const statements = parsePolicy(policy)
    .filter((statement) => namesService(statement, service))
    .map((statement) => ({ ...statement, coversResource: () => true }));
  const context = { "aws:sourceaccount": accountId, "aws:sourcearn": sourceArn, "aws:securetransport": "true" };
  const { kind } = decide(statements, { action: "sts:AssumeRole", resource: roleArn, context }, report);
  return kind === "allow"
    ? undefined
    : `${service} is not authorized to perform: sts:AssumeRole on resource: ${roleArn} because its trust policy does not allow it`;
}
