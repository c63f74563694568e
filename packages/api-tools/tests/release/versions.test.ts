import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { createVersionsApi, findUnneeded, listOrDeleteVersions, type VersionsOptions } from "../../src/versions";
import { refusalOf } from "../support/commandLine";

describe("unneeded versions", () => {
  const cases: readonly (readonly [string, readonly number[], readonly number[], number, readonly number[]])[] = [
    ["are those beyond the newest", [1, 2, 3, 4, 5, 6], [6], 3, [1, 2, 3]],
    ["exclude the live one and its predecessor, however old", [1, 2, 3, 4, 5, 6, 7], [3], 2, [1, 4, 5]],
    ["exclude both versions of a weighted alias", [1, 2, 3, 4, 5], [2, 5], 1, [3]],
    ["are sorted as numbers", [9, 10, 11], [11], 1, [9]],
    ["are empty if there are few versions", [1, 2], [2], 5, []],
    ["exclude version numbers that no longer exist", [4, 9, 12], [9], 1, []],
  ];
  for (const [what, published, aliased, keep, gone] of cases) {
    it(what, () => expect(findUnneeded(published, aliased, keep)).to.deep.equal(gone));
  }
});

describe("npx api-tools versions, against a simulated Lambda API", () => {
  let server: Server;
  let client: LambdaClient;
  const asked: string[] = [];
  let refusal: { readonly status: number; readonly type: string; readonly message: string } | undefined;

  /** Paths and shapes of the Lambda API reference: ListVersionsByFunction, ListAliases, DeleteFunction. */
  const answers: Readonly<Record<string, object>> = {
    "GET /2015-03-31/functions/fn/versions": {
      Versions: [{ Version: "$LATEST" }, { Version: "1" }],
      NextMarker: "more",
    },
    "GET /2015-03-31/functions/fn/versions?Marker=more": {
      Versions: [{ Version: "2" }, { Version: "3" }, { Version: "4" }],
    },
    "GET /2015-03-31/functions/fn/aliases": {
      Aliases: [{ Name: "live", FunctionVersion: "3", RoutingConfig: { AdditionalVersionWeights: { 4: 0.1 } } }],
    },
    "DELETE /2015-03-31/functions/fn?Qualifier=1": {},
  };

  before(async () => {
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
    server = createServer((request, response) => {
      const line = `${request.method} ${request.url?.replace(/\/(?=\?|$)/, "")}`;
      asked.push(line);
      const { status, type, message } = refusal ?? {
        status: answers[line] === undefined ? 404 : 200,
        type: "",
        message: "",
      };
      response.writeHead(request.method === "DELETE" && status === 200 ? 204 : status, {
        "Content-Type": "application/json",
        ...(type === "" ? {} : { "x-amzn-errortype": type }),
      });
      response.end(
        request.method === "DELETE" ? "" : JSON.stringify(type === "" ? (answers[line] ?? {}) : { message }),
      );
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    client = new LambdaClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: "eu-central-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  });
  beforeEach(() => {
    asked.length = 0;
    refusal = undefined;
  });
  after(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  const run = (options: VersionsOptions, input = '{"aRoute":"fn"}') =>
    listOrDeleteVersions(options, () => input, createVersionsApi(client));

  it("lists them from all pages, and deletes nothing", async () => {
    expect(await run({ keep: 1 })).to.equal("fn: 4 published, 3 and 4 live, to delete: 1\n");
    expect(asked.filter((line) => line.startsWith("DELETE"))).to.deep.equal([]);
  });

  it("deletes them by number, and never the function", async () => {
    expect(await run({ keep: 1, delete: true })).to.equal("fn: 4 published, 3 and 4 live, deleted: 1\n");
    expect(asked.filter((line) => line.startsWith("DELETE"))).to.deep.equal([
      "DELETE /2015-03-31/functions/fn?Qualifier=1",
    ]);
    expect(await run({ delete: true })).to.equal("fn: 4 published, 3 and 4 live, none to delete\n");
  });

  it("prints Lambda's error in one line", async () => {
    refusal = { status: 403, type: "AccessDeniedException", message: "User: x is not authorized to perform: y" };
    const error = await run({}).catch((reason: Error) => reason);
    expect(error).to.have.property("message", "AccessDeniedException: User: x is not authorized to perform: y");
    expect(error).to.have.property("name", "UserError");
  });

  for (const input of ["", "{}", '{"a":"arn:aws:lambda:x:y"}']) {
    it(`rejects ${input || "no input"}`, async () => {
      const error = await run({}, input).catch((reason: Error) => reason);
      expect((error as Error).message).to.equal(
        "standard input must contain function names: pipe pulumi stack output functionNames --json",
      );
      expect(asked).to.deep.equal([]);
    });
  }

  const misspelt: readonly (readonly [readonly string[], string])[] = [
    [["--keep", "0"], "--keep is 0: it must be an integer from 1 to 1000"],
    [["--keep", "1.5"], "--keep is 1.5: it must be an integer from 1 to 1000"],
    [["--keep", "--delete"], "--keep is --delete: it must be an integer from 1 to 1000"],
    [["--keep"], "option '--keep <n>' argument missing"],
    [["--kep", "1"], "unknown option '--kep' (Did you mean --keep?)"],
  ];
  for (const [argv, sentence] of misspelt) {
    it(`rejects ${argv.join(" ")}`, async () => {
      expect(await refusalOf("versions", ...argv)).to.equal(sentence);
    });
  }
});
