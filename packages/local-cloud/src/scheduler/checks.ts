import { refuseSame, type Check, type TypeChecks } from "../kernel/checks";
import { violations } from "../kernel/constraints/violations";
import { refusalOf } from "../kernel/protocols/serviceErrors";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import { groupType, inputOfDeclared, scheduleType } from "./declared";
import { nameRule } from "./rules";
import { checkSchedule } from "./validation";

/** Returns CreateSchedule's message. Start and end dates are compared when the schedule is applied. */
const scheduleRefusal: Check = (state) => {
  if (unknownOutputIn(JSON.stringify(state)) !== undefined) return undefined;
  const input = inputOfDeclared(state);
  return refusalOf(() => checkSchedule({ ...input, StartDate: undefined, EndDate: undefined }, 0));
};

const groupNameRefusal: Check = ({ name }) => {
  const [found] = violations(name, nameRule, nameRule.at);
  return found === undefined ? undefined : `1 validation error detected: ${found}`;
};

const conflict = { code: "ConflictException", statusCode: 409 };
const schedule = { type: scheduleType, label: "schedule" };
const group = { type: groupType, label: "schedule group" };

/** Checks of EventBridge Scheduler's resources, with the messages of its operations. */
export const schedulerChecks: readonly TypeChecks[] = [
  { ...schedule, code: "ValidationException", checks: [scheduleRefusal] },
  {
    ...schedule,
    ...conflict,
    checks: [
      refuseSame(
        ({ state }) => `${String(state["groupName"])}/${String(state["name"])}`,
        ({ state }) => `Schedule ${String(state["name"])} already exists.`,
      ),
    ],
  },
  { ...group, code: "ValidationException", checks: [groupNameRefusal] },
  {
    ...group,
    ...conflict,
    checks: [
      refuseSame(
        ({ state }) => String(state["name"]),
        ({ state }) => `Schedule group ${String(state["name"])} already exists.`,
      ),
    ],
  },
];
