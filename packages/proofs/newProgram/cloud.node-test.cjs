const assert = require("node:assert/strict");
const { test } = require("node:test");
const { startCloud } = require("@onemachine/local-cloud/testing");

test("two clouds run at once, each with its own tables", async () => {
  const [one, other] = await Promise.all([startCloud(), startCloud()]);
  await one.tables.notes.seed([{ id: "1", text: "first" }]);
  assert.deepEqual(await one.tables.notes.items(), [{ id: "1", text: "first" }]);
  assert.deepEqual(await other.tables.notes.items(), []);
  assert.throws(() => one.tables.nots, { message: "no table nots: the program declares notes" });
  await Promise.all([one.stop(), other.stop()]);
});
