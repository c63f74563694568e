import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { handleRequests, originForm, readBody, type RequestHandlers } from "../../src/kernel/http/http";

describe("a server that completes each request", () => {
  let server: Server;
  let reported: unknown[];
  const serving = (serve: RequestHandlers["serve"], more: Partial<RequestHandlers> = {}) =>
    new Promise<void>((resolve) => {
      reported = [];
      server = createServer(
        handleRequests({
          serve,
          refuseBody: (response) => response.writeHead(413).end(),
          report: (error) => reported.push(error),
          answerDefect: (response) => response.writeHead(500).end(),
          ...more,
        }),
      );
      server.listen(0, "127.0.0.1", resolve);
    });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** Returns the status of a response, or the code of the error that ended the request. */
  const outcome = (body = "") =>
    new Promise((resolve) => {
      const { port } = server.address() as AddressInfo;
      httpRequest({ port, host: "127.0.0.1", method: "POST", agent: false }, (response) => {
        response.on("error", (error: { code?: string }) => resolve(error.code)).resume();
        response.on("end", () => resolve(response.statusCode));
      })
        .on("error", (error: { code?: string }) => resolve(error.code))
        .end(body);
    });

  const defect = new TypeError("a defect");
  const cases: [what: string, RequestHandlers["serve"], outcome: unknown, reported: unknown[]][] = [
    [
      "throws synchronously",
      () => {
        throw defect;
      },
      500,
      [defect],
    ],
    ["rejects", () => Promise.reject(defect), 500, [defect]],
    [
      "throws after sending headers",
      async (_, response) => {
        response.writeHead(200, { "Content-Length": 10 }).write("half");
        await Promise.resolve();
        throw defect;
      },
      "ECONNRESET",
      [defect],
    ],
    [
      "reads a body above the limit",
      async (request, response) => {
        await readBody(request, 3);
        response.end();
      },
      413,
      [],
    ],
  ];
  for (const [what, serve, expected, defects] of cases) {
    it(`completes a request whose handler ${what}`, async () => {
      await serving(serve);
      expect(await outcome("body")).to.equal(expected);
      expect(reported).to.deep.equal(defects);
    });
  }

  it("completes a request whose error cannot be reported", async () => {
    await serving(() => Promise.reject(defect), {
      report: () => {
        throw new Error("the log is closed");
      },
    });
    expect(await outcome()).to.equal("ECONNRESET");
  });
});

describe("the origin form of a target", () => {
  const cases: [target: string, form: string][] = [
    ["/a?b", "/a?b"],
    ["//", "//"],
    ["/v1/../_local/", "/v1/../_local/"],
    ["http://x:99999/", "/"],
    ["http://x", "/"],
    ["HTTP://x?a=1", "/?a=1"],
    ["http://[::1/a%", "/a%"],
    ["http:///a", "/a"],
    ["*", "*"],
  ];
  for (const [target, form] of cases) it(`of ${target} is ${form}`, () => expect(originForm(target)).to.equal(form));
});
