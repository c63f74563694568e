import { afterAll, beforeAll, expect, test } from "vitest";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
}, 60_000);
afterAll(() => cloud.stop());

test("the route returns a seeded note", async () => {
  await cloud.tables["notes"]!.seed([{ id: "1", text: "first" }]);
  const response = await fetch(`${cloud.url}/notes/1`);
  expect([response.status, await response.text()]).toEqual([200, "first"]);
});
