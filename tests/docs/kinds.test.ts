import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { blocks } from "../support/blocks";
import { bookingProgram, root } from "../support/program";

/** Starts a program whose only resource is the code of a page. */
async function startPage(page: string, resource: string, options: Parameters<typeof startCloud>[0] = {}) {
  const folder = mkdtempSync(join(root, "api", "tmp-"));
  for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml"])
    copyFileSync(join(bookingProgram.program, file), join(folder, file));
  writeFileSync(join(folder, "routes.ts"), blocks(page, "ts")[0]!);
  const lines = [
    `import { declareApi } from "../../tests/program/compose";`,
    `import { ${resource} } from "./routes";`,
    `declareApi("booking", ${resource});`,
  ];
  writeFileSync(join(folder, "index.ts"), `${lines.join("\n")}\n`);
  const stop = () => rmSync(folder, { recursive: true });
  try {
    const cloud = await startCloud({ program: folder, clock: "running", ...options });
    return {
      cloud,
      stop: async () => {
        await cloud.stop();
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

const send = (cloud: Cloud, path: string, method = "GET") =>
  fetch(`${cloud.url}${path}`, { method, headers: { "x-api-key": cloud.apiKey! }, redirect: "manual" });

describe("docs/upload-a-file.md", () => {
  it("shows routes that sign an upload and a download", async () => {
    const { cloud, stop } = await startPage("docs/upload-a-file.md", "files");
    try {
      const created = await send(cloud, "/files", "POST");
      expect(created.status).to.equal(201);
      const { id, form } = (await created.json()) as {
        id: string;
        form: { url: string; fields: Record<string, string> };
      };
      const data = new FormData();
      for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
      data.append("file", new Blob(["a picture"]));
      expect((await fetch(form.url, { method: "POST", body: data })).status).to.equal(204);
      const found = await send(cloud, `/files/${id}`);
      expect(found.status).to.equal(302);
      const file = await fetch(found.headers.get("location")!);
      expect([file.headers.get("content-type"), await file.text()]).to.deep.equal(["image/png", "a picture"]);
    } finally {
      await stop();
    }
  });
});

describe("docs/read-a-secret.md", () => {
  it("shows a route that reads a secret and a parameter", async () => {
    const options = { secrets: { stripeKey: "sk_test_1" }, config: { prices: '{"single":90}' } };
    const { cloud, stop } = await startPage("docs/read-a-secret.md", "payments", options);
    try {
      const response = await send(cloud, "/prices");
      expect([response.status, await response.json()]).to.deep.equal([200, { prices: { single: 90 }, isTest: true }]);
    } finally {
      await stop();
    }
  });
});

describe("docs/run-a-transaction.md", () => {
  it("shows a route that books a room once", async () => {
    const { cloud, stop } = await startPage("docs/run-a-transaction.md", "bookings");
    try {
      const book = async (path: string) => {
        const response = await send(cloud, path, "PUT");
        return [response.status, await response.text()];
      };
      expect(await book("/rooms/1/bookings/a")).to.deep.equal([204, ""]);
      const [status, text] = await book("/rooms/1/bookings/b");
      expect(`${status},${text}`).to.match(/^409,\{"error":"The room is taken",/);
      expect((await book("/rooms/2/bookings/a")).join()).to.match(/^409,\{"error":"The booking exists",/);
      expect(await cloud.tables["Bookings"]!.items()).to.deep.equal([{ id: "a", room: "1" }]);
    } finally {
      await stop();
    }
  });
});

describe("docs/declare-an-error.md", () => {
  it("shows a route that throws its errors by name", async () => {
    const { cloud, stop } = await startPage("docs/declare-an-error.md", "seats");
    try {
      const take = async (id: string) => {
        const response = await send(cloud, `/seats/${id}`, "PUT");
        const text = await response.text();
        const { error, code } = (text === "" ? {} : JSON.parse(text)) as { error?: string; code?: string };
        return [response.status, error, code];
      };
      expect(await take("A1")).to.deep.equal([204, undefined, undefined]);
      expect(await take("A1")).to.deep.equal([409, "The seat is taken", "seatIsTaken"]);
      expect(await take("Z9")).to.deep.equal([404, "Seat not found", "noSuchSeat"]);
    } finally {
      await stop();
    }
  });
});

describe("docs/add-a-second-table.md", () => {
  it("shows routes with two tables and an index", async () => {
    const { cloud, stop } = await startPage("docs/add-a-second-table.md", "teams");
    try {
      for (const team of ["red", "blue"]) {
        expect((await send(cloud, `/teams/${team}/members/ann`, "PUT")).status).to.equal(204);
      }
      const response = await send(cloud, "/members/ann/teams");
      expect(((await response.json()) as string[]).sort()).to.deep.equal(["blue", "red"]);
      expect(cloud.denials()).to.deep.equal([]);
    } finally {
      await stop();
    }
  });
});
