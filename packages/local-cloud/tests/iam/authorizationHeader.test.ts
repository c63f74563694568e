import { expect } from "chai";
import { parseAuthorization } from "../../src/iam/authorizationHeader";

describe("an Authorization header", () => {
  const [algorithm, credential] = ["AWS4-HMAC-SHA256", "Credential=KEY/20260101/eu-central-1/dynamodb/aws4_request"];
  const [names, signature] = ["SignedHeaders=Host;x-amz-date", "Signature=0a"];
  const complete = {
    signer: {
      algorithm,
      credential: "KEY/20260101/eu-central-1/dynamodb/aws4_request",
      accessKeyId: "KEY",
      scope: "20260101/eu-central-1/dynamodb/aws4_request",
      elements: ["20260101", "eu-central-1", "dynamodb", "aws4_request"],
      signedHeaders: ["Host", "x-amz-date"],
      covered: new Set(["host", "x-amz-date"]),
    },
    signature: "0a",
  };
  const lacking = { ...complete.signer, signedHeaders: [], covered: new Set<string>() };

  const cases: [what: string, header: string, expected: object][] = [
    ["with the signature last", `${algorithm} ${credential}, ${names}, ${signature}`, complete],
    ["with the signature first", `${algorithm} ${signature}, ${credential}, ${names}`, complete],
    ["with commas only", `${algorithm} ${credential},${names},${signature}`, complete],
    [
      "with two signatures, of which the last counts",
      `${algorithm} Signature=1, ${credential}, ${names}, ${signature}`,
      complete,
    ],
    ["that ends with a comma", `${algorithm} ${credential}, ${names}, ${signature},`, complete],
    ["without a signature", `${algorithm} ${credential}, ${names}`, { ...complete, signature: "" }],
    ["without signed headers", `${algorithm} ${credential}, ${signature}`, { signer: lacking, signature: "0a" }],
  ];
  for (const [what, header, expected] of cases) {
    it(`is parsed ${what}`, () => {
      // The second time, an earlier header with the same signer is known.
      for (let i = 0; i < 2; i += 1) expect(parseAuthorization(header)).to.deep.equal(expected);
    });
  }
});
