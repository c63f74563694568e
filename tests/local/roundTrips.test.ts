import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Cloud } from "@onemachine/local-cloud/testing";
import { liveApi } from "../support/liveApi";

describe("requests to DynamoDB", () => {
  let cloud: Cloud;
  const send = liveApi((started) => (cloud = started));

  /** How many a request makes, with its status. */
  async function roundTrips(...request: Parameters<typeof send>): Promise<[number, number]> {
    const before = cloud.dataCalls().length;
    const { status } = await send(...request);
    return [status, cloud.dataCalls().length - before];
  }

  it("are one for each route, and one for a replay", async () => {
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

  it("are none where the input already decides", async () => {
    expect(await roundTrips("POST", "/items", { body: "{" })).to.deep.equal([400, 0]);
    expect(await roundTrips("GET", "/items/1")).to.deep.equal([404, 0]);
    expect(await roundTrips("GET", "/items?limit=0")).to.deep.equal([400, 0]);
  });
});
