import { expect } from "chai";
import { isOf, operations, undescribed, type Operation } from "../support/operations";
import { target, type Target } from "./target";

/** What is made is there before it is read, and is read before it goes. */
const inOrder = ["POST", "GET", "PUT", "PATCH", "DELETE"].flatMap((method) =>
  operations.filter((operation) => operation.method === method),
);

/** Any value that an operation's parameter may have. */
function valueOf({ example, schema }: Operation["parameters"][number]): string {
  return example ?? String(schema.example ?? schema.default ?? schema.enum?.[0] ?? schema.minimum ?? "example");
}

describe("the contract of every operation", () => {
  let t: Target;
  /** Paths of what was made here, without the stage. */
  const made: string[] = [];
  before(async () => {
    t = await target();
  });

  async function call(operation: Operation): Promise<Parameters<typeof undescribed>[1]> {
    const { method, path, parameters, body } = operation;
    const filled = parameters
      .filter((parameter) => parameter.in === "path")
      .reduce((text, parameter) => text.replace(`{${parameter.name}}`, encodeURIComponent(valueOf(parameter))), path);
    const required = parameters.filter((parameter) => parameter.in !== "path" && parameter.required);
    const named = (location: string) =>
      required
        .filter((parameter) => parameter.in === location)
        .map((each): [string, string] => [each.name, valueOf(each)]);
    const query = new URLSearchParams(named("query")).toString();
    const response = await t.send(
      `${made.find((each) => isOf(path, each)) ?? filled}${query === "" ? "" : `?${query}`}`,
      {
        method,
        headers: {
          ...Object.fromEntries(named("header")),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body.example) }),
      },
    );
    const location = response.headers.get("Location");
    if (location !== null) made.push(new URL(location, t.apiUrl).href.slice(t.apiUrl.length));
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
  }

  for (const operation of inOrder) {
    it(`${operation.operationId} answers its own examples as the document says`, async () => {
      const answer = await call(operation);
      expect(undescribed(operation, answer)).to.equal(undefined);
      expect(answer.status).to.be.within(200, 299);
    });

    it(`${operation.operationId} is 403 without a key and with a wrong one, in the one error shape`, async () => {
      for (const headers of [{}, { "x-api-key": "x".repeat(40) }]) {
        const response = await fetch(`${t.apiUrl}${operation.path}`, { method: operation.method, headers });
        const requestId = response.headers.get("x-amzn-RequestId");
        expect([response.status, await response.json()]).to.deep.equal([403, { error: "Forbidden", requestId }]);
      }
    });
  }

  for (const path of new Set(operations.map((operation) => operation.path))) {
    it(`a preflight of ${path} is 200, without a key`, async () => {
      const response = await fetch(`${t.apiUrl}${path}`, {
        method: "OPTIONS",
        headers: { Origin: "https://a.example" },
      });
      expect(response.status).to.equal(200);
    });

    it(`${path} is 404 with a method that it does not have`, async () => {
      expect(await refused(path, "HEAD")).to.deep.equal([404, undefined]);
    });
  }

  it("a path that nothing has is 404, in the one error shape", async () => {
    expect(await refused("/nothing", "GET")).to.deep.equal([404, "Unsupported route"]);
  });

  async function refused(path: string, method: string): Promise<[number, string | undefined]> {
    const response = await fetch(`${t.apiUrl}${path}`, { method, headers: { "x-api-key": t.apiKey } });
    const text = await response.text();
    if (text === "") return [response.status, undefined];
    const { error, requestId } = JSON.parse(text) as { error: string; requestId: string };
    expect(requestId).to.equal(response.headers.get("x-amzn-RequestId"));
    return [response.status, error];
  }
});
