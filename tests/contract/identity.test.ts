import { expect } from "chai";
import { generateKeyPairSync, sign } from "node:crypto";
import type { Cloud } from "@onemachine/local-cloud/testing";
import { servedDocument, startProgram, tokenOf, type TokenOrder } from "../support/localRun";
import { operations, findMismatch, type Answered } from "../support/operations";
import { Calls, inOrder } from "./calls";

/** Returns the token with the signature of another key. */
function forged(token: string): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const content = token.slice(0, token.lastIndexOf("."));
  return `${content}.${sign("sha256", Buffer.from(content), privateKey).toString("base64url")}`;
}

/** Returns the token without a signature, with the algorithm `none`, which some libraries accepted. */
function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: "none", kid: "local" })).toString("base64url");
  return `${header}.${token.split(".")[1]}.`;
}

/** Starts a local run whose routes require tokens. */
function running(by: "userPool" | "authorizer") {
  let cloud: Cloud;
  before(async function () {
    // document.test.ts tests a deployed stage, whose token comes from API_TOKEN.
    if (process.env["API_URL"] !== undefined) this.skip();
    const identity = { by, callbackUrls: ["https://app.example.com/signed-in"] };
    cloud = await startProgram({ identity });
  });
  after(() => cloud?.stop());
  return {
    document: () => servedDocument(cloud),
    token: async (order: TokenOrder = {}) => (await tokenOf(cloud, order))!,
    calls: () =>
      new Calls({
        apiUrl: cloud.url,
        send: (path, init) =>
          fetch(`${cloud.url}${path}`, {
            ...init,
            headers: { "x-api-key": cloud.apiKey!, ...(init?.headers as object) },
          }),
      }),
    fetch: (path: string, init: RequestInit) => fetch(`${cloud.url}${path}`, init),
  };
}

const bearing = (token: string) => ({ Authorization: `Bearer ${token}` });

function refusal({ status, headers, json }: Answered): unknown[] {
  const { error, requestId } = json as Record<string, unknown>;
  expect(requestId).to.equal(headers.get("x-amzn-RequestId"));
  return [status, error, headers.get("WWW-Authenticate")];
}

const unauthorized = [401, "Unauthorized", "Bearer"];

for (const by of ["userPool", "authorizer"] as const) {
  describe(`the contract of tokens that ${by === "userPool" ? "a user pool" : "the authorizer"} checks`, () => {
    const run = running(by);

    it("every operation answers its own examples with a valid token, as documented", async () => {
      const calls = run.calls();
      const headers = bearing(await run.token());
      for (const operation of inOrder) {
        const expected = calls.expectedStatuses(operation);
        const answer = await calls.call(operation, headers);
        expect(findMismatch(operation, answer)).to.equal(undefined);
        expect(answer.status, operation.operationId).to.be.oneOf(expected);
      }
    });

    const bad: [string, () => Promise<Record<string, string>>, unknown[]?][] = [
      ["no token", () => Promise.resolve({})],
      ["an empty one", () => Promise.resolve({ Authorization: "" })],
      ["what is no token", () => Promise.resolve(bearing("secret"))],
      [
        "an expired one",
        async () => bearing(await run.token({ expiresSeconds: -1 })),
        by === "userPool" ? [401, "The incoming token has expired", "Bearer"] : unauthorized,
      ],
      ["one that somebody else has signed", async () => bearing(forged(await run.token()))],
      ["one that nobody has signed", async () => bearing(unsigned(await run.token()))],
    ];
    for (const [which, headers, expected = unauthorized] of bad) {
      it(`every operation rejects ${which} with 401, in the shape of errors`, async () => {
        const calls = run.calls();
        const sent = await headers();
        for (const operation of operations) {
          expect(refusal(await calls.call(operation, sent)), operation.operationId).to.deep.equal(expected);
        }
      });
    }

    it("a token with the scopes of another route is rejected", async () => {
      const calls = run.calls();
      const { paths } = await run.document();
      for (const operation of operations) {
        const [needed] = paths[operation.path][operation.method.toLowerCase()]["x-scopes"] as [string];
        const other = needed.endsWith("/read")
          ? needed.replace("/read", "/write")
          : needed.replace(/\/[^/]+$/, "/read");
        const answer = await calls.call(operation, bearing(await run.token({ scopes: [other] })));
        // A Cognito authorizer rejects the token with 401. A Lambda authorizer denies the request with 403.
        const expected = by === "userPool" ? unauthorized : [403, "Forbidden", null];
        expect(refusal(answer), operation.operationId).to.deep.equal(expected);
      }
    });

    it("a token without an API key is rejected", async () => {
      const headers = bearing(await run.token());
      for (const { method, path } of operations.filter(({ needsKey }) => needsKey)) {
        const response = await run.fetch(path, { method, headers });
        expect(response.status).to.equal(403);
      }
    });

    it("a preflight allows the header Authorization and requires no token", async () => {
      for (const path of new Set(operations.map((operation) => operation.path))) {
        const response = await run.fetch(path, { method: "OPTIONS", headers: { Origin: "https://a.example" } });
        expect(response.status).to.equal(200);
        expect(response.headers.get("Access-Control-Allow-Headers")!.split(",")).to.include("Authorization");
      }
    });

    it("the document contains the token's scheme, its scopes and the 401", async () => {
      const document = await run.document();
      expect(document.components.securitySchemes.token).to.deep.include({ type: "http", scheme: "bearer" });
      for (const operation of operations) {
        const { security, responses } = document.paths[operation.path][operation.method.toLowerCase()];
        expect(security).to.deep.equal([operation.needsKey ? { apiKey: [], token: [] } : { token: [] }]);
        // The route describes a 401 of its own.
        if (operation.errorStatuses.includes(401)) continue;
        expect(Object.keys(responses["401"].headers)).to.deep.equal(["WWW-Authenticate"]);
      }
    });

    it("an Idempotency-Key belongs to the token's subject, not to the API key", async () => {
      const [one, other] = [await run.token(), await run.token()];
      const takesKey = operations.filter(({ parameters }) => parameters.some(({ name }) => name === "Idempotency-Key"));
      for (const create of takesKey) {
        const made = async (token: string) => {
          const answer = await run.calls().call(create, { ...bearing(token), "Idempotency-Key": "the-same" });
          return answer.headers.get("Location");
        };
        const first = await made(one);
        expect(await made(one)).to.equal(first);
        expect(await made(other)).not.to.equal(first);
      }
    });

    if (by === "userPool") return;

    it("a token for another audience is rejected with 401", async () => {
      const headers = bearing(await run.token({ audience: "somebody-else" }));
      expect(refusal(await run.calls().call(operations[0]!, headers))).to.deep.equal(unauthorized);
    });
  });
}
