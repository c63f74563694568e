import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Cloud } from "@onemachine/local-cloud/testing";
import { itemsTable } from "../../api/items/store";
import { liveApi } from "../support/liveApi";

describe("requests to DynamoDB", () => {
  let cloud: Cloud;
  const send = liveApi((started) => (cloud = started));

  /** Requests to the table of items. A consumer of its changes has a table of its own. */
  const countCalls = () => {
    const table = cloud.tables[itemsTable.logicalName]!.tableName;
    return cloud.dataCalls().filter(({ tables }) => tables.includes(table)).length;
  };

  /** Sends a request, and returns its status and the number of requests to the table. */
  async function roundTrips(...request: Parameters<typeof send>): Promise<[number, number]> {
    const before = countCalls();
    const { status } = await send(...request);
    return [status, countCalls() - before];
  }

  it("are one for each route, also for a repeated POST", async () => {
    const headers = { "Idempotency-Key": randomUUID() };
    const body = '{"name":"counted"}';
    const { json } = await send("POST", "/items", { body });
    const path = `/items/${json.id}`;
    expect(await roundTrips("POST", "/items", { body })).to.deep.equal([201, 1]);
    expect(await roundTrips("POST", "/items", { body, headers })).to.deep.equal([201, 1]);
    expect(await roundTrips("POST", "/items", { body, headers })).to.deep.equal([201, 1]);
    expect(await roundTrips("GET", "/items")).to.deep.equal([200, 1]);
    expect(await roundTrips("GET", path)).to.deep.equal([200, 1]);
    expect(await roundTrips("PUT", path, { body })).to.deep.equal([200, 1]);
    expect(await roundTrips("PUT", path, { body, headers: { "If-Match": '"1-1"' } })).to.deep.equal([412, 1]);
    expect(await roundTrips("DELETE", path)).to.deep.equal([204, 1]);
  });

  it("are not sent if the input determines the answer", async () => {
    expect(await roundTrips("POST", "/items", { body: "{" })).to.deep.equal([400, 0]);
    expect(await roundTrips("GET", "/items/1")).to.deep.equal([404, 0]);
    expect(await roundTrips("GET", "/items?limit=0")).to.deep.equal([400, 0]);
  });
});
