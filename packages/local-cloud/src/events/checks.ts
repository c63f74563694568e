import { knownText, type Check, type TypeChecks } from "../kernel/checks";
import { policyFault } from "../kernel/policies/policySyntax";
import { ofType, type Declared } from "../kernel/resources";
import { refusalOf } from "../kernel/protocols/serviceErrors";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import { checkNewBus, statementOf } from "./busOperations";
import { declaredRule, declaredTarget } from "./declared";
import { busNameOf } from "./names";
import { checkPattern, checkRule, maxTargets, targetOf } from "./validation";

const busRefusal: Check = (state) => {
  const name = knownText(state, "name");
  return name === undefined ? undefined : refusalOf(() => checkNewBus(name, name === "default"));
};

/** The provider takes either an expression, a pattern or both. */
const ruleRefusal: Check = (state) => {
  if (unknownOutputIn(JSON.stringify(state)) !== undefined) return undefined;
  const rule = declaredRule(state);
  const message = refusalOf(() => checkRule(rule));
  if (message !== undefined && message.includes("ScheduleExpression is not valid")) {
    return `${message} (scheduleExpression '${String(rule.schedule)}')`;
  }
  return message;
};

const targetRefusal: Check = (state, { name }) => {
  if (unknownOutputIn(JSON.stringify(state)) !== undefined) return undefined;
  return refusalOf(() => targetOf(declaredTarget(name, state) as unknown as Record<string, unknown>, 0));
};

const targetCountRefusal: Check = (state, resource, resources) => {
  const keyOf = (each: Declared) => `${busNameOf(knownText(each.state, "eventBusName"))} ${String(each.state["rule"])}`;
  const same = ofType(resources, resource.type).filter((each) => keyOf(each) === keyOf(resource));
  return same.indexOf(resource) >= maxTargets
    ? `The requested resource exceeds the maximum number allowed. (rule '${String(state["rule"])}' has ${String(same.length)} targets, at most ${String(maxTargets)})`
    : undefined;
};

const permissionRefusal: Check = (state) =>
  refusalOf(() => statementOf({ StatementId: state["statementId"], Principal: state["principal"] }, "*"));

const policyRefusal: Check = (state) => {
  const policy = knownText(state, "policy");
  return policy === undefined ? undefined : policyFault(policy, "resource");
};

const archiveRefusal: Check = (state) => {
  const pattern = knownText(state, "eventPattern");
  return pattern === undefined ? undefined : refusalOf(() => checkPattern(pattern));
};

const code = "ValidationException";

/** Checks of EventBridge's resources, with the messages of its operations. */
export const eventsChecks: readonly TypeChecks[] = [
  { type: "aws:cloudwatch/eventBus:EventBus", label: "event bus", code, checks: [busRefusal] },
  { type: "aws:cloudwatch/eventRule:EventRule", label: "event rule", code, checks: [ruleRefusal] },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    label: "event target",
    code,
    checks: [targetRefusal, targetCountRefusal],
  },
  {
    type: "aws:cloudwatch/eventPermission:EventPermission",
    label: "event permission",
    code,
    checks: [permissionRefusal],
  },
  { type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy", label: "event bus policy", code, checks: [policyRefusal] },
  { type: "aws:cloudwatch/eventArchive:EventArchive", label: "event archive", code, checks: [archiveRefusal] },
];
