import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { root } from "../../local-cloud/tests/support/program";
import { advanceUntil } from "../../../tests/support/eventually";
import { applyStep, copyProject, parseSteps } from "../guide";

describe("docs/wait-for-a-decision.md", () => {
  let dir: string;
  let cloud: Cloud;

  before(async () => {
    // Inside the project, so that Node.js resolves the packages.
    dir = copyProject(join(root, "tests"));
    const guide = readFileSync(join(root, "docs", "wait-for-a-decision.md"), "utf8");
    for (const step of parseSteps(guide)) applyStep(dir, step);
    cloud = await startCloud({ program: dir, clock: "running" });
  });
  after(async () => {
    await cloud?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  async function send(method: string, path: string, body: object): Promise<{ status: number; body: unknown }> {
    const headers = { "x-api-key": cloud.apiKey!, "Content-Type": "application/json" };
    const response = await fetch(`${cloud.url}${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  async function ask(name: string): Promise<string> {
    const { id } = (await send("POST", "/approvals", { name })).body as { id: string };
    const isAsked = async () => (await cloud.tables["Approvals"]!.items()).some((each) => each["id"] === id);
    await advanceUntil(cloud, isAsked);
    return id;
  }
  const names = async () => (await cloud.tables["Items"]!.items()).map(({ name }) => String(name));

  it("creates an item once it is approved, with exactly the rights of the roles", async () => {
    const id = await ask("approved");
    expect(await names()).to.deep.equal([]);
    expect((await send("PUT", `/approvals/${id}`, { approved: true })).status).to.equal(204);
    await advanceUntil(cloud, async () => (await names()).includes("approved"));
    expect(cloud.denials()).to.deep.equal([]);
  });

  it("takes one decision, and none for an approval that does not exist", async () => {
    const id = await ask("declined");
    expect((await send("PUT", `/approvals/${id}`, { approved: false })).status).to.equal(204);
    expect((await send("PUT", `/approvals/${id}`, { approved: true })).status).to.equal(409);
    const unknown = "/approvals/00000000-0000-4000-8000-000000000000";
    expect((await send("PUT", unknown, { approved: true })).status).to.equal(404);
    expect(await names()).not.to.include("declined");
  });
});
