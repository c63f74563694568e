import { expect } from "chai";
import type { Cloud } from "@onemachine/local-cloud/testing";
import { startProgram, tokenOf } from "../support/localRun";

describe("the report of bookings", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startProgram();
  });
  after(() => cloud.stop());

  it("requires a token with its scope", async () => {
    const { project, stack } = cloud.location;
    const report = async (scope: string) => {
      const token = await tokenOf(cloud, { scopes: [`${project}-${stack}/${scope}`] });
      return (await fetch(`${cloud.url}/reports/bookings`, { headers: { Authorization: `Bearer ${token}` } })).status;
    };
    expect([await report("read"), await report("report")]).to.deep.equal([401, 200]);
  });
});
