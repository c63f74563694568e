import { expect } from "chai";
import { generateKeyPairSync, sign } from "node:crypto";
import { commandHeaders } from "@onemachine/local-cloud";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { operations, undescribed } from "../support/operations";
import { root } from "../support/program";
import { Calls, inOrder, type Answered } from "./calls";

/** A token as `POST /_local/tokens` signs it. */
interface Order {
  readonly scopes?: readonly string[];
  readonly expiresSeconds?: number;
  readonly audience?: string;
}

/** The same token, signed by somebody else. */
function forged(token: string): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const content = token.slice(0, token.lastIndexOf("."));
  return `${content}.${sign("sha256", Buffer.from(content), privateKey).toString("base64url")}`;
}

/** The same token without a signature, as an algorithm that some checkers have taken. */
function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: "none", kid: "local" })).toString("base64url");
  return `${header}.${token.split(".")[1]}.`;
}

/** A local run whose routes ask for tokens. */
function running(by: "userPool" | "authorizer") {
  let cloud: Cloud;
  before(async function () {
    // A deployed stage has its one way, and its token from elsewhere: document.test.ts.
    if (process.env["API_URL"] !== undefined) this.skip();
    const identity = { by, callbackUrls: ["https://app.example.com/signed-in"] };
    cloud = await startCloud({ program: root, config: { identity }, clock: "running", console: true });
  });
  after(() => cloud?.stop());
  const local = (path: string, init?: RequestInit) => fetch(`${new URL(cloud.url).origin}/_local/${path}`, init);
  return {
    document: async () => (await (await local("openapi.json")).json()) as any,
    token: async (order: Order = {}) => {
      const { project, stack } = cloud.location;
      const every = { scopes: ["read", "write"].map((scope) => `${project}-${stack}/${scope}`) };
      const headers = await commandHeaders(new URL(cloud.url).origin);
      const response = await local("tokens", { method: "POST", headers, body: JSON.stringify({ ...every, ...order }) });
      return ((await response.json()) as { token: string }).token;
    },
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

    it("every operation answers its own examples with a good token, as the document says", async () => {
      const calls = run.calls();
      const headers = bearing(await run.token());
      for (const operation of inOrder) {
        const answer = await calls.call(operation, headers);
        expect(undescribed(operation, answer)).to.equal(undefined);
        expect(answer.status, operation.operationId).to.be.within(200, 299);
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
      it(`every operation refuses ${which} with 401, in the one error shape`, async () => {
        const calls = run.calls();
        const sent = await headers();
        for (const operation of operations) {
          expect(refusal(await calls.call(operation, sent)), operation.operationId).to.deep.equal(expected);
        }
      });
    }

    it("a token whose scopes are another route's is refused", async () => {
      const calls = run.calls();
      const { paths } = await run.document();
      for (const operation of operations) {
        const [needed] = paths[operation.path][operation.method.toLowerCase()]["x-scopes"] as [string];
        const other = needed.endsWith("/read")
          ? needed.replace("/read", "/write")
          : needed.replace(/\/[^/]+$/, "/read");
        const answer = await calls.call(operation, bearing(await run.token({ scopes: [other] })));
        // A user pool's authorizer knows a good token and no other; a Lambda authorizer's policy says whom it denies.
        const expected = by === "userPool" ? unauthorized : [403, "Forbidden", null];
        expect(refusal(answer), operation.operationId).to.deep.equal(expected);
      }
    });

    it("a token alone is not enough: the key is asked for too", async () => {
      const headers = bearing(await run.token());
      for (const { method, path } of operations) {
        const response = await run.fetch(path, { method, headers });
        expect(response.status).to.equal(403);
      }
    });

    it("a preflight lets a browser send the token, and asks for none", async () => {
      for (const path of new Set(operations.map((operation) => operation.path))) {
        const response = await run.fetch(path, { method: "OPTIONS", headers: { Origin: "https://a.example" } });
        expect(response.status).to.equal(200);
        expect(response.headers.get("Access-Control-Allow-Headers")!.split(",")).to.include("Authorization");
      }
    });

    it("the document says the token, its scope and the 401", async () => {
      const document = await run.document();
      expect(document.components.securitySchemes.token).to.deep.include({ type: "http", scheme: "bearer" });
      for (const operation of operations) {
        const { security, responses } = document.paths[operation.path][operation.method.toLowerCase()];
        expect(security).to.deep.equal([{ apiKey: [], token: [] }]);
        expect(Object.keys(responses["401"].headers)).to.deep.equal(["WWW-Authenticate"]);
      }
    });

    it("an Idempotency-Key is its caller's, whatever the key of the API", async () => {
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

    it("a token for another audience is refused with 401", async () => {
      const headers = bearing(await run.token({ audience: "somebody-else" }));
      expect(refusal(await run.calls().call(operations[0]!, headers))).to.deep.equal(unauthorized);
    });
  });
}
