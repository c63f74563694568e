import { expect } from "chai";
import { localPage } from "../../../local/console/pages";
import { smallApi, startProgram } from "../../support/cloud";

describe("what the local run serves under /_local/", () => {
  const document = { openapi: "3.0.3" };
  const header = (path: string, wanted: string) =>
    localPage(path, document)?.headers.find(([name]) => name === wanted)?.[1];

  it("is the program's document, and a page that shows it with nothing from elsewhere", () => {
    expect(localPage("/_local/openapi.json", document)!.body.toString()).to.equal('{\n  "openapi": "3.0.3"\n}');
    expect(header("/_local/openapi.json", "Content-Type")).to.equal("application/json");
    expect(header("/_local/reference", "Content-Type")).to.equal("text/html; charset=utf-8");
    const html = localPage("/_local/reference", document)!.body.toString();
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);
    expect(sources.map((source) => [source, localPage(source, document)?.status])).to.deep.equal([
      ["/_local/reference/swagger-ui.css", 200],
      ["/_local/reference/swagger-ui-bundle.js", 200],
      ["/_local/reference/start.js", 200],
    ]);
    expect(header("/_local/reference/start.js", "Content-Type")).to.equal("text/javascript; charset=utf-8");
  });

  it("runs no script but its own files, is in no frame, and keeps no key", () => {
    const html = localPage("/_local/reference", document)!.body.toString();
    expect(html).not.to.match(/<script>|\son\w+=|\sstyle=/);
    for (const path of ["/_local/reference", "/_local/openapi.json", "/_local/nothing"]) {
      expect(header(path, "Content-Security-Policy"), path).to.equal(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(header(path, "X-Content-Type-Options"), path).to.equal("nosniff");
      expect(header(path, "X-Frame-Options"), path).to.equal("DENY");
    }
    expect(localPage("/_local/reference/start.js", document)!.body.toString()).not.to.include("persistAuthorization");
  });

  it("is nothing else", () => {
    for (const path of ["/_local/", "/_local/reference/package.json", "/_local/reference/../../package.json"]) {
      expect(localPage(path, document)?.status, path).to.equal(404);
    }
    expect(localPage("/v1/items", document)).to.equal(undefined);
  });

  it("says how a program publishes a document, when it does not", () => {
    expect(localPage("/_local/openapi.json", undefined)?.body.toString()).to.equal(
      "this program publishes no document: name the module that exports it in package.json, as openapi\n",
    );
  });

  it("is why a stage cannot be named _local", async () => {
    const source = smallApi({ handler: "//" }).replace('stageName: "test"', 'stageName: "_local"');
    expect(await startProgram(source).catch((error: Error) => error.message)).to.equal(
      "stage stage: the name _local belongs to the local run",
    );
  });
});
