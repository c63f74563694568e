import { declaredName } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";
import { defaultGroup, groupArn, scheduleArn } from "./names";

export const types: EmulatedTypes = {
  "aws:scheduler/schedule:Schedule": {
    reads: [
      ...["actionAfterCompletion", "description", "endDate", "flexibleTimeWindow", "groupName", "kmsKeyArn", "name"],
      ...["namePrefix", "scheduleExpression", "scheduleExpressionTimezone", "startDate", "state"],
      ...["target.arn", "target.deadLetterConfig", "target.eventbridgeParameters", "target.input"],
      ...["target.retryPolicy", "target.roleArn", "target.sqsParameters"],
    ],
    ignores: [],
    provide: ({ type, name, inputs }, location) => {
      const schedule = declaredName({ type, name, inputs }, location);
      const group = typeof inputs["groupName"] === "string" ? inputs["groupName"] : defaultGroup;
      return {
        id: `${group}/${schedule}`,
        state: { name: schedule, groupName: group, arn: scheduleArn(location, { group, name: schedule }) },
      };
    },
  },
  "aws:scheduler/scheduleGroup:ScheduleGroup": {
    reads: ["name", "namePrefix"],
    ignores: [],
    provide: ({ type, name, inputs }, location) => {
      const group = declaredName({ type, name, inputs }, location);
      return { id: group, state: { name: group, arn: groupArn(location, group), state: "ACTIVE" } };
    },
  },
};
