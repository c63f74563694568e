import { expect } from "chai";
import { join } from "node:path";
import { Run } from "../support/run";

/** Runs another program, as `npm start -- --program DIR` does. */
function running(folder: string, describeIt: (url: () => string) => void): void {
  describe(`a foreign program: ${folder}`, () => {
    let run: Run;
    let url: string;

    before(async () => {
      run = new Run(["--program", join(__dirname, "foreign", folder), "--port", "0", "--json"]);
      url = String((await run.ready())["url"]).replace(/\/$/, "");
    });
    after(async () => {
      run.kill("SIGTERM");
      await run.ended;
    });

    describeIt(() => url);
  });
}

async function call(url: string, method: string, body?: string): Promise<[number, string]> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, { method, ...(body === undefined ? {} : { headers, body }) });
  return [response.status, await response.text()];
}

running("classic", (url) => {
  it("answers with what its callbacks do to its table, with the SDK that the runtime brings", async () => {
    expect(await call(`${url()}/visits/home`, "POST")).to.deep.equal([200, '{"visits":1}']);
    expect(await call(`${url()}/visits/home`, "POST")).to.deep.equal([200, '{"visits":2}']);
  });

  it("hands every body over as base64 and back, as its binary media types say", async () => {
    expect(await call(`${url()}/echo`, "POST", '{"ä":1}')).to.deep.equal([201, '{"ä":1}']);
  });

  it("answers unknown paths with its gateway responses", async () => {
    expect(await call(`${url()}/nowhere`, "GET")).to.deep.equal([404, '{"message": "404 Not found" }']);
  });
});

running("resources", (url) => {
  it("calls its function, a folder, with the stage's variables", async () => {
    expect(await call(`${url()}/people/J%C3%BCrgen`, "GET")).to.deep.equal([200, "Hello, Jürgen"]);
  });

  it("answers a MOCK by its templates, and validates by its model", async () => {
    expect(await call(`${url()}/people`, "POST", '{"name":"Ada"}')).to.deep.equal([202, '{"accepted": true}']);
    expect(await call(`${url()}/people`, "POST", "{}")).to.deep.equal([400, '{"message": "Invalid request body"}']);
  });

  it("refuses an unsigned request to a method that wants a signature", async () => {
    expect(await call(`${url()}/people`, "DELETE")).to.deep.equal([404, '{"missing": "Missing Authentication Token"}']);
  });

  it("answers unknown paths with its gateway response", async () => {
    expect(await call(`${url()}/people`, "GET")).to.deep.equal([404, '{"missing": "Missing Authentication Token"}']);
  });
});
