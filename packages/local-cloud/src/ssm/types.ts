import { arn, declaredName } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";
import { arnName } from "./names";

export const types: EmulatedTypes = {
  "aws:ssm/parameter:Parameter": {
    reads: ["allowedPattern", "dataType", "description", "insecureValue", "name", "tier", "type", "value"],
    ignores: ["arn", "keyId", "overwrite"],
    provide: ({ type, name, inputs }, location) => {
      const parameter = declaredName({ type, name, inputs }, location);
      return {
        id: parameter,
        state: {
          name: parameter,
          // A name that is a path already begins with the slash of the ARN.
          arn: arn(location, "ssm", arnName(parameter)),
          version: 1,
          tier: inputs["tier"] ?? "Standard",
          dataType: inputs["dataType"] ?? "text",
          value: inputs["value"] ?? inputs["insecureValue"] ?? "",
        },
      };
    },
  },
};
