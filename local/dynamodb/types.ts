import { arn, declaredName } from "../engine/identity";
import type { Providers } from "../engine/resources";

export const types: Providers = {
  "aws:dynamodb/table:Table": ({ type, name, inputs }, place) => {
    const tableName = declaredName({ type, name, inputs }, place);
    return { id: tableName, state: { name: tableName, arn: arn(place, "dynamodb", `table/${tableName}`) } };
  },
};
