import { expect } from "chai";
import { tableResources } from "../../api/tables/tableResources";
import { table, type DataAction } from "../../api/tables/declaration";

const arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/items";
const items = { logicalName: "items", key: { partition: { name: "id", type: "S" } } };

describe("the resources of a table grant", () => {
  const declaration = table({ ...items, indexes: { byKind: { partition: { name: "kind", type: "S" } } } } as never);
  const resources = (...actions: DataAction[]) => tableResources({ declaration, actions }, arn);

  it("are the table alone for actions on items", () => {
    expect(resources("GetItem", "ConditionCheckItem", "PartiQLInsert")).to.equal(arn);
  });

  it("contain the indexes for actions that read indexes", () => {
    for (const action of ["Query", "Scan", "PartiQLSelect"] as const) {
      expect(resources(action)).to.deep.equal([arn, `${arn}/index/byKind`]);
    }
  });

  it("are the stream alone for actions that read the stream", () => {
    expect(resources("DescribeStream", "GetRecords", "GetShardIterator")).to.equal(`${arn}/stream/*`);
    expect(resources("PutItem", "GetRecords")).to.deep.equal([arn, `${arn}/stream/*`]);
  });
});
