import { expect } from "chai";
import { apis } from "../../src/kernel/interfaces/apis";
import { jsonLine } from "../../src/terminal/jsonLine";
import { formatSummary } from "../../src/terminal/summary";
import { viewerUrl } from "../../src/terminal/distributionLines";
import { startProgram, type TestCloud } from "../support/cloud";
import { edgeProgram, distributionUrl } from "./program";

describe("a distribution before a stage", () => {
  let started: TestCloud;
  let url: string;

  before(async () => {
    started = await startProgram(
      edgeProgram({
        handler: `exports.handler = async (event) => ({
          statusCode: 200, headers: { "x-path": event.path }, body: JSON.stringify(event.headers),
        });`,
        edge: {
          "viewer-request": `async ({ Records: [{ cf }] }) => {
            const { request } = cf;
            if (request.uri === "/test/old") {
              return { status: "301", statusDescription: "Moved Permanently", headers: { location: [{ key: "Location", value: "/test/new" }] } };
            }
            request.headers["x-added"] = [{ key: "X-Added", value: cf.config.eventType }];
            return request;
          }`,
        },
      }),
    );
    url = distributionUrl(started);
  });
  after(() => started.stop());

  it("passes requests through the function of the viewer request to the stage", async () => {
    const response = await fetch(`${url}/test/things?a=1`);
    const seen = (await response.json()) as Record<string, string>;
    expect([response.status, response.headers.get("x-path"), seen["X-Added"]]).to.deep.equal([
      200,
      "/things",
      "viewer-request",
    ]);
    expect(response.headers.get("x-cache")).to.equal("Miss from cloudfront");
  });

  it("has the URL by which the summary calls the stage", () => {
    const [api] = started.cloud.registry.use(apis).descriptions;
    expect(viewerUrl(started.cloud, api!.id, started.apiUrl)).to.equal(`${url}/test`);
    expect(viewerUrl(started.cloud, "other", "http://127.0.0.1:1/test")).to.equal("http://127.0.0.1:1/test");
  });

  it("has the URL of every route that a start prints, and of --json", () => {
    const { apiUrl } = JSON.parse(jsonLine(started.cloud)) as { readonly apiUrl: string };
    expect(apiUrl).to.equal(`${url}/test`);
    const text = formatSummary(started.cloud, { color: false, verbose: false });
    expect([text.includes(`${url}/test`), text.includes(started.apiUrl)]).to.deep.equal([true, false]);
  });

  it("answers with the response that the function generates", async () => {
    const response = await fetch(`${url}/test/old`, { redirect: "manual" });
    expect([response.status, response.headers.get("location"), response.headers.get("x-cache")]).to.deep.equal([
      301,
      "/test/new",
      "LambdaGeneratedResponse from cloudfront",
    ]);
  });
});
