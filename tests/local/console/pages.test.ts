import { expect } from "chai";
import { localPage } from "../../../local/console/pages";
import { smallApi, startProgram } from "../../support/cloud";

describe("what the local run serves under /_local/", () => {
  const document = { openapi: "3.0.3" };

  it("is the program's document, and a page that shows it with nothing from elsewhere", () => {
    expect(localPage("/_local/openapi.json", document)).to.deep.equal({
      status: 200,
      contentType: "application/json",
      body: '{\n  "openapi": "3.0.3"\n}',
    });
    const { contentType, body } = localPage("/_local/reference", document)!;
    expect(contentType).to.equal("text/html; charset=utf-8");
    const sources = [...String(body).matchAll(/(?:src|href|url)[=:] ?"([^"]+)"/g)].map(([, source]) => source!);
    expect(sources).to.deep.equal([
      "/_local/reference/swagger-ui.css",
      "/_local/reference/swagger-ui-bundle.js",
      "/_local/openapi.json",
    ]);
    for (const source of sources) expect(localPage(source, document)?.status, source).to.equal(200);
  });

  it("is nothing else", () => {
    for (const path of ["/_local/", "/_local/reference/package.json", "/_local/reference/../../package.json"]) {
      expect(localPage(path, document)?.status, path).to.equal(404);
    }
    expect(localPage("/v1/items", document)).to.equal(undefined);
  });

  it("says how a program publishes a document, when it does not", () => {
    expect(localPage("/_local/openapi.json", undefined)?.body).to.equal(
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
