import { expect } from "chai";
import { basicFormat, sendSigned, startTables, type Signing } from "../support/signedRequest";

/** Dates of signatures are compared with real time. */
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const yearFromNow = (years: number) => new Date(Date.now() + years * 365 * 86_400_000);

describe("a signature of Signature Version 4", () => {
  let access: Awaited<ReturnType<typeof startTables>>;
  before(async () => {
    access = await startTables(["things"], `[{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }]`);
  });
  after(() => access.started.stop());

  const send = (signing: Signing) => sendSigned(access, { operation: "Scan", body: { TableName: "things" } }, signing);

  const accepted: [string, Signing][] = [
    ["when it is signed now", {}],
    ["when it was signed four minutes ago", { date: minutesFromNow(-4) }],
    ["when it is dated four minutes ahead", { date: minutesFromNow(4) }],
    [
      "when it leaves headers out that are not AWS's",
      {
        headers: { "x-amzn-trace-id": "Root=1-0-0", "x-own": "1" },
        unsigned: ["x-amzn-trace-id", "x-own", "content-type"],
      },
    ],
  ];
  for (const [what, signing] of accepted) {
    it(`is accepted ${what}`, async () => {
      expect((await send(signing)).status).to.equal(200);
    });
  }

  const today = basicFormat(new Date()).slice(0, 8);
  const refused: [what: string, signing: Signing, type: string, message: RegExp][] = [
    [
      "when it was signed a year ago",
      { date: yearFromNow(-1) },
      "InvalidSignatureException",
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    ],
    [
      "when it was signed six minutes ago",
      { date: minutesFromNow(-6) },
      "InvalidSignatureException",
      /^Signature expired: /,
    ],
    [
      "when it is dated six minutes ahead",
      { date: minutesFromNow(6) },
      "InvalidSignatureException",
      /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/,
    ],
    [
      "when it is dated a year ahead",
      { date: yearFromNow(1) },
      "InvalidSignatureException",
      /^Signature not yet current: /,
    ],
    [
      "with a date of another format",
      { headers: { "x-amz-date": "2026-01-01T00:00:00Z" } },
      "IncompleteSignatureException",
      /^Date must be in ISO-8601 'basic format'\. Got '2026-01-01T00:00:00Z'\./,
    ],
    [
      "with a date that does not exist",
      { headers: { "x-amz-date": "20269901T000000Z" } },
      "IncompleteSignatureException",
      /^Date must be in ISO-8601 'basic format'\. Got '20269901T000000Z'\./,
    ],
    [
      "with another day in its scope",
      { day: "20200101" },
      "InvalidSignatureException",
      new RegExp(
        `^Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200101' != '${today}', from '${today}T\\d{6}Z'\\.$`,
      ),
    ],
    [
      "for another service",
      { service: "s3" },
      "InvalidSignatureException",
      /^Credential should be scoped to correct service: 'dynamodb'\.$/,
    ],
    [
      "for a service in another case",
      { service: "DynamoDB" },
      "InvalidSignatureException",
      /^Credential should be scoped to correct service: 'dynamodb'\.$/,
    ],
    [
      "for a region that does not exist",
      { region: "mars" },
      "InvalidSignatureException",
      /^Credential should be scoped to a valid region, not 'mars'\.$/,
    ],
    [
      "with another terminator",
      { terminator: "aws4" },
      "InvalidSignatureException",
      /^Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'\.$/,
    ],
    [
      "with several errors in its scope",
      { region: "mars", service: "s3", day: "20200101" },
      "InvalidSignatureException",
      /^Credential should be scoped to a valid region, not 'mars'\. Credential should be scoped to correct service: 'dynamodb'\. Date in /,
    ],
    [
      "that does not cover the host",
      { unsigned: ["host"] },
      "InvalidSignatureException",
      /^'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization\.$/,
    ],
    ...["x-amz-target", "x-amz-date", "x-amz-security-token", "x-amz-own"].map(
      (name): [string, Signing, string, RegExp] => [
        `that does not cover ${name}`,
        { unsigned: [name], headers: { "x-amz-own": "1" } },
        "InvalidSignatureException",
        new RegExp(`^'${name}' must be a 'SignedHeader' in the AWS Authorization\\.$`),
      ],
    ),
    [
      "by another algorithm",
      { algorithm: "AWS4-HMAC-SHA512" },
      "IncompleteSignatureException",
      /^Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'/,
    ],
    [
      "with a scope of five parts",
      { region: "eu-central-1/x" },
      "IncompleteSignatureException",
      /^Credential must have exactly 5 slash-delimited elements/,
    ],
  ];
  for (const [what, signing, type, message] of refused) {
    it(`is rejected ${what}, with DynamoDB's message`, async () => {
      const answer = await send(signing);
      expect([answer.status, answer.type]).to.deep.equal([400, type]);
      expect(answer.message).to.match(message);
    });
  }

  it("is rejected if its header lacks a part, which the response names", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/dynamodb/aws4_request, Signature=0";
    const response = await fetch(access.endpoint, { method: "POST", headers: { authorization }, body: "{}" });
    expect(await response.json()).to.deep.equal({
      __type: "com.amazon.coral.service#IncompleteSignatureException",
      message:
        "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a " +
        `'X-Amz-Date' or a 'Date' header. Authorization=${authorization}`,
    });
  });
});
