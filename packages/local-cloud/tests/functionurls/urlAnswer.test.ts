import { expect } from "chai";
import {
  errorAnswer,
  MalformedAnswer,
  streamedHead,
  unstreamedHead,
  urlAnswer,
} from "../../src/functionurls/urlAnswer";

const json = ["Content-Type", "application/json"];

describe("the answer of a function URL", () => {
  const cases: [name: string, payload: unknown, status: number, headers: string[][], body: string][] = [
    ["a text", "Hello, world!", 200, [json], "Hello, world!"],
    ["an object without a status", { message: "Hello" }, 200, [json], '{"message":"Hello"}'],
    ["a list", [1, 2], 200, [json], "[1,2]"],
    ["null", null, 200, [json], "null"],
    ["an object with a body only", { body: "x" }, 200, [json], '{"body":"x"}'],
    ["a status", { statusCode: 204 }, 204, [json], ""],
    ["a status as text", { statusCode: "418", body: "tea" }, 418, [json], "tea"],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }, 200, [json], '{"a":1}'],
    ["base64", { statusCode: 200, body: "aGk=", isBase64Encoded: true }, 200, [json], "hi"],
    ["base64 without padding", { statusCode: 200, body: "aGk", isBase64Encoded: true }, 200, [json], "hi"],
    [
      "headers, of which one is a number",
      { statusCode: 201, headers: { "content-type": "text/plain", "X-Count": 2 }, body: "made" },
      ...([
        201,
        [
          ["content-type", "text/plain"],
          ["X-Count", "2"],
        ],
        "made",
      ] as [number, string[][], string]),
    ],
    [
      "cookies",
      { statusCode: 200, cookies: ["a=1; Max-Age=5", "b=2"] },
      ...([200, [json, ["Set-Cookie", "a=1; Max-Age=5"], ["Set-Cookie", "b=2"]], ""] as [number, string[][], string]),
    ],
    [
      "headers of the connection, which it drops",
      { statusCode: 200, headers: { "Content-Length": "7", Connection: "close", "Transfer-Encoding": "chunked" } },
      ...([200, [json], ""] as [number, string[][], string]),
    ],
    ["null headers and cookies", { statusCode: 200, headers: null, cookies: null, body: null }, 200, [json], "null"],
  ];
  for (const [name, payload, status, headers, body] of cases) {
    it(`converts ${name}`, () => {
      const answer = urlAnswer(JSON.stringify(payload));
      expect([answer.status, answer.headers, answer.body.toString()]).to.deep.equal([status, headers, body]);
    });
  }

  const malformed: [name: string, payload: unknown][] = [
    ["a status below 200", { statusCode: 101 }],
    ["a status above 599", { statusCode: 600 }],
    ["a status with a fraction", { statusCode: 200.5 }],
    ["an empty status", { statusCode: "" }],
    ["a status that is an object", { statusCode: {} }],
    ["headers that are a list", { statusCode: 200, headers: ["a"] }],
    ["cookies that are a text", { statusCode: 200, cookies: "a=1" }],
    ["a header with a line end", { statusCode: 200, headers: { "X-A": "a\r\nX-B: b" } }],
    ["a cookie with a line end", { statusCode: 200, cookies: ["a=1\nb"] }],
    ["a header name with a blank", { statusCode: 200, headers: { "X A": "a" } }],
  ];
  for (const [name, payload] of malformed) {
    it(`rejects ${name}`, () => expect(() => urlAnswer(JSON.stringify(payload))).to.throw(MalformedAnswer));
  }

  it("takes status and headers from the metadata of a stream, which must be an object", () => {
    expect(streamedHead('{"statusCode":202,"headers":{"X-A":"a"},"cookies":["c=1"]}')).to.deep.equal({
      status: 202,
      headers: [json, ["X-A", "a"], ["Set-Cookie", "c=1"]],
    });
    for (const text of ["[]", '"text"', "no JSON"]) expect(() => streamedHead(text)).to.throw(MalformedAnswer);
  });

  it("takes status and headers from a handler that does not stream", () => {
    expect(unstreamedHead('{"statusCode":202,"body":"x"}')).to.deep.equal({ status: 202, headers: [json] });
    expect(unstreamedHead('"text"')).to.deep.equal({ status: 200, headers: [json] });
  });

  it("has the bodies of AWS's errors", () => {
    const texts = [403, 429, 502].map((status) => errorAnswer(status).body.toString());
    expect(texts).to.deep.equal([
      '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
      '{"Message":"Too Many Requests"}',
      "Internal Server Error",
    ]);
    expect(errorAnswer(403).headers).to.deep.include(["x-amzn-ErrorType", "AccessDeniedException"]);
  });
});
