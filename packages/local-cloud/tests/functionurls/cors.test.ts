import { expect } from "chai";
import { addCorsHeaders, preflightAnswer } from "../../src/functionurls/cors";
import type { CorsSettings } from "../../src/functionurls/declared";

const settings: CorsSettings = {
  allowOrigins: ["https://a.example", "https://b.example"],
  allowMethods: ["GET", "PUT"],
  allowHeaders: ["X-Mine", "date"],
  exposeHeaders: ["etag", "x-count"],
  allowCredentials: false,
  maxAge: undefined,
};

function request(method: string, headers: Readonly<Record<string, string>>) {
  return { method, target: "/", headers: Object.entries(headers), body: Buffer.alloc(0), sourceIp: "127.0.0.1" };
}

const asked = { Origin: "https://b.example", "Access-Control-Request-Method": "PUT" };
const origin = [
  ["Access-Control-Allow-Origin", "https://b.example"],
  ["Vary", "Origin"],
];
const lists = [
  ["Access-Control-Allow-Methods", "GET,PUT"],
  ["Access-Control-Allow-Headers", "X-Mine,date"],
];

describe("a preflight request to a function URL", () => {
  const cases: [name: string, change: Partial<CorsSettings>, headers: Record<string, string>, expected: unknown[]][] = [
    ["of an allowed origin", {}, asked, [...origin, ...lists]],
    ["with allowed headers", {}, { ...asked, "Access-Control-Request-Headers": "x-mine, Date" }, [...origin, ...lists]],
    ["with another header", {}, { ...asked, "Access-Control-Request-Headers": "x-mine,x-other" }, []],
    ["of another origin", {}, { ...asked, Origin: "https://c.example" }, []],
    ["for another method", {}, { ...asked, "Access-Control-Request-Method": "DELETE" }, []],
    [
      "where every origin, method and header is allowed",
      { allowOrigins: ["*"], allowMethods: ["*"], allowHeaders: ["*"], maxAge: 0 },
      { ...asked, "Access-Control-Request-Headers": "anything" },
      [
        ["Access-Control-Allow-Origin", "*"],
        ["Access-Control-Allow-Methods", "*"],
        ["Access-Control-Allow-Headers", "*"],
        ["Access-Control-Max-Age", "0"],
      ],
    ],
    [
      "where credentials are allowed for an hour",
      { allowCredentials: true, maxAge: 3_600 },
      asked,
      [...origin, ["Access-Control-Allow-Credentials", "true"], ...lists, ["Access-Control-Max-Age", "3600"]],
    ],
  ];
  for (const [name, change, headers, expected] of cases) {
    it(`is answered ${name}`, () => {
      const answer = preflightAnswer({ ...settings, ...change }, request("OPTIONS", headers));
      expect(answer?.status).to.equal(200);
      expect(answer?.headers).to.deep.equal([["Content-Type", "application/json"], ...expected]);
    });
  }

  it("is only an OPTIONS request with an origin and a method", () => {
    const { Origin, ...method } = asked;
    const others = [request("OPTIONS", { Origin }), request("OPTIONS", method), request("GET", asked)];
    expect(others.map((other) => preflightAnswer(settings, other))).to.deep.equal([undefined, undefined, undefined]);
  });
});

describe("an answer of a function URL with cross-origin settings", () => {
  it("replaces the function's headers", () => {
    const own = [
      ["Access-Control-Allow-Origin", "https://mine.example"],
      ["access-control-expose-headers", "x-mine"],
      ["Vary", "Accept"],
      ["X-Count", "1"],
    ] as const;
    expect(addCorsHeaders(own, settings, request("GET", { origin: "https://b.example" }))).to.deep.equal([
      ["Vary", "Accept"],
      ["X-Count", "1"],
      ...origin,
      ["Access-Control-Expose-Headers", "etag,x-count"],
    ]);
  });

  it("keeps them for other origins and without an origin", () => {
    const own = [["Access-Control-Allow-Origin", "x"]] as const;
    expect(addCorsHeaders(own, settings, request("GET", { origin: "https://c.example" }))).to.deep.equal(own);
    expect(addCorsHeaders(own, settings, request("GET", {}))).to.deep.equal(own);
  });
});
