import { declaredName } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";
import { activityArn, machineArn } from "./names";

export const types: EmulatedTypes = {
  "aws:sfn/stateMachine:StateMachine": {
    reads: [
      ...["definition", "loggingConfiguration", "name", "namePrefix", "publish", "roleArn", "tags"],
      ...["tracingConfiguration", "type"],
    ],
    ignores: ["encryptionConfiguration"],
    provide: ({ type, name, inputs }, location) => {
      const machine = declaredName({ type, name, inputs }, location);
      const arn = machineArn(location, machine);
      return {
        id: arn,
        state: {
          ...{ name: machine, arn, status: "ACTIVE", type: inputs["type"] ?? "STANDARD" },
          ...{ stateMachineVersionArn: inputs["publish"] === true ? `${arn}:1` : arn },
        },
      };
    },
  },
  "aws:sfn/activity:Activity": {
    reads: ["name", "tags"],
    ignores: ["encryptionConfiguration"],
    provide: ({ type, name, inputs }, location) => {
      const activity = declaredName({ type, name, inputs }, location);
      const arn = activityArn(location, activity);
      return { id: arn, state: { name: activity, arn } };
    },
  },
  "aws:sfn/alias:Alias": {
    reads: ["description", "name", "routingConfigurations"],
    ignores: [],
    provide: ({ name, inputs }) => {
      const alias = typeof inputs["name"] === "string" ? inputs["name"] : name;
      const [route] = (inputs["routingConfigurations"] ?? []) as { stateMachineVersionArn?: string }[];
      const arn = `${(route?.stateMachineVersionArn ?? "").replace(/:\d+$/, "")}:${alias}`;
      return { id: arn, state: { name: alias, arn } };
    },
  },
};
