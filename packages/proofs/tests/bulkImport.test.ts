import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { root } from "../../local-cloud/tests/support/program";
import { advanceUntil } from "../../../tests/support/eventually";
import { applyStep, copyProject, parseSteps } from "../guide";

interface Import {
  readonly status: string;
  readonly created: number;
  readonly rejected: number;
  readonly rejections: readonly { readonly line: number; readonly reason: string }[];
}

describe("docs/bulk-import.md", () => {
  let dir: string;
  let cloud: Cloud;

  before(async () => {
    // Inside the project, so that Node.js resolves the packages.
    dir = copyProject(join(root, "tests"));
    const guide = readFileSync(join(root, "docs", "bulk-import.md"), "utf8");
    for (const step of parseSteps(guide)) applyStep(dir, step);
    cloud = await startCloud({ program: dir, clock: "running" });
  });
  after(async () => {
    await cloud?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const send = (method: string, path: string) =>
    fetch(`${cloud.url}${path}`, { method, headers: { "x-api-key": cloud.apiKey! } });
  const read = async (id: string) => (await (await send("GET", `/imports/${id}`)).json()) as Import;

  /** Creates an import and uploads its file. @param before runs before the upload */
  async function upload(text: string, before = () => {}): Promise<string> {
    const { id, form } = (await (await send("POST", "/imports")).json()) as {
      readonly id: string;
      readonly form: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
    };
    expect(await read(id)).to.include({ status: "waiting", created: 0, rejected: 0 });
    const data = new FormData();
    for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
    data.append("file", new Blob([text]));
    before();
    expect((await fetch(form.url, { method: "POST", body: data })).status).to.equal(204);
    return id;
  }

  const namesOf = async () => (await cloud.tables["Items"]!.items()).map(({ name }) => String(name)).sort();

  /** Reads the table itself, because a fault can strike the API. */
  const hasEnded = async (id: string) =>
    (await cloud.tables["Imports"]!.items()).some((part) => part["id"] === id && part["part"] === "report");

  it("creates an item for each line, rejects wrong lines, and reports both", async () => {
    const rows = Array.from({ length: 250 }, (_, index) => `item ${String(index).padStart(3, "0")},"say ""hi"", all"`);
    rows[100] = ",no name";
    const id = await upload(`name,description\n${rows.join("\n")}\n`);
    await advanceUntil(cloud, async () => (await read(id)).status === "finished");
    expect(await read(id)).to.deep.equal({
      id,
      status: "finished",
      created: 249,
      rejected: 1,
      rejections: [
        { line: 102, reason: "name must be 1 to 256 characters after trimming, without NUL or lone surrogates" },
      ],
    });
    expect(await namesOf()).to.deep.equal(
      rows.filter((_, index) => index !== 100).map((row) => row.slice(0, "item 000".length)),
    );
    expect(cloud.denials()).to.deep.equal([]);
  });

  /** Delivers the event of an upload. */
  const deliver = (id: string) => {
    const object = { key: `${id}.csv`, size: 1, sequencer: "0" };
    const s3 = { bucket: { name: "uploads" }, object };
    const record = { eventName: "ObjectCreated:Post", eventTime: "2026-11-29T12:00:00.000Z", s3 };
    return cloud.invoke("startImport", { Records: [record] });
  };

  it("starts an import once", async () => {
    const before = (await namesOf()).length;
    const id = await upload("name,description\nonce,\n");
    await advanceUntil(cloud, async () => (await read(id)).status === "finished");
    expect(await deliver(id)).not.to.have.property("functionError");
    expect(await namesOf()).to.have.length(before + 1);
  });

  for (const fault of ["dynamodb:throttle=0.4", "dynamodb:error=0.6", "lambda:throttle=0.6", "lambda:crash=0.2"]) {
    it(`creates each item once under ${fault}`, async () => {
      const names = Array.from({ length: 12 }, (_, index) => `under ${fault} ${index}`).sort();
      const id = await upload(`name,description\n${names.join(",\n")},\n`, () => cloud.faults.set(fault));
      await advanceUntil(cloud, () => hasEnded(id), "5s").finally(() => cloud.faults.set(fault.replace(/=.*/, "=0")));
      expect(await read(id)).to.include({ status: "finished", created: 12 });
      expect((await namesOf()).filter((name) => name.startsWith(`under ${fault}`))).to.deep.equal(names);
    });
  }

  it("continues after an outage of DynamoDB that outlasts the retries of other errors", async () => {
    const since = cloud.clock.now();
    const failures = () => cloud.logs().filter(({ at, text }) => at >= since && text.includes('"task failed"')).length;
    const id = await upload("name,description\nlate,\n", () => cloud.faults.set("dynamodb:error=1"));
    await advanceUntil(cloud, () => failures() > 9, "10s").finally(() => cloud.faults.set("dynamodb:error=0"));
    await advanceUntil(cloud, () => hasEnded(id), "10s");
    expect(await read(id)).to.include({ status: "finished", created: 1 });
  });

  it("reports an import that fails, and answers 404 for one that does not exist", async () => {
    const { id } = (await (await send("POST", "/imports")).json()) as { readonly id: string };
    await deliver(id);
    await advanceUntil(cloud, async () => (await read(id)).status === "failed");
    expect(await read(id)).to.include({ status: "failed", created: 0, rejected: 0 });
    expect((await send("GET", "/imports/00000000-0000-4000-8000-000000000000")).status).to.equal(404);
  });
});
