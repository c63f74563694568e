import { knownText } from "../kernel/checks";
import { Refusal, type RefusalAnswer } from "../kernel/errors";
import type { Assumption } from "../kernel/identity";
import { ofType, type Declared, type Program } from "../kernel/resources";
import type { StackLocation } from "../kernel/identity";
import { groupType, inputOfDeclared, scheduleType } from "./declared";
import { defaultGroup, groupArn } from "./names";
import { untrusted } from "./scheduleOperations";

export interface ReferenceServices {
  readonly location: StackLocation;
  readonly assumptionDenial: (assumption: Assumption) => string | undefined;
}

/**
 * Rejects a schedule whose group does not exist, or whose role Scheduler cannot assume. A program that refers to another
 * stack may use groups of that stack.
 *
 * @throws Refusal
 */
export function checkReferences({ resources, reads = [] }: Program, services: ReferenceServices): void {
  const all = [...resources, ...reads];
  for (const { name, state } of ofType(resources, scheduleType)) {
    const answer = groupRefusal(state, all) ?? roleRefusal(state, resources, services);
    if (answer !== undefined) throw new Refusal(`schedule ${name}`, answer);
  }
}

function groupRefusal(state: Declared["state"], all: readonly Declared[]): RefusalAnswer | undefined {
  const group = knownText(state, "groupName") ?? defaultGroup;
  if (group === defaultGroup || all.some(({ type }) => type === "pulumi:pulumi:StackReference")) return undefined;
  if (ofType(all, groupType).some((each) => each.state["name"] === group)) return undefined;
  const message = `Schedule group ${group} does not exist.`;
  return { statusCode: 404, code: "ResourceNotFoundException", message };
}

function roleRefusal(
  state: Declared["state"],
  resources: readonly Declared[],
  { location, assumptionDenial }: ReferenceServices,
): RefusalAnswer | undefined {
  const { Target: target, GroupName: group = defaultGroup } = inputOfDeclared(state);
  const { RoleArn: roleArn } = target as { RoleArn?: string };
  const role = ofType(resources, "aws:iam/role:Role").find((each) => each.state["arn"] === roleArn);
  const policy = role?.state["assumeRolePolicy"];
  if (roleArn === undefined || policy === undefined) return undefined;
  const denial = assumptionDenial({
    ...{ roleArn, service: "scheduler.amazonaws.com", sourceArn: groupArn(location, String(group)) },
    trustPolicy: typeof policy === "string" ? policy : JSON.stringify(policy),
  });
  return denial === undefined ? undefined : { statusCode: 400, code: "ValidationException", message: untrusted };
}
