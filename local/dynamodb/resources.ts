import { arn, physicalName } from "../engine/identity";
import type { Providers } from "../engine/resources";

export const providers: Providers = {
  "aws:dynamodb/table:Table": ({ type, name, inputs }, place) => {
    const tableName = (inputs["name"] as string | undefined) ?? physicalName(place, type, name);
    return { id: tableName, state: { name: tableName, arn: arn(place, "dynamodb", `table/${tableName}`) } };
  },
};
