import { javaScriptLiteral, quoteWord, shellWord } from "../../kernel/quoting";
import type { Timeline } from "../wire";

/** Headers that the HTTP client sets itself. */
const clientHeaders = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "host",
  "transfer-encoding",
  "user-agent",
  "x-amzn-trace-id",
]);

/** Returns the headers to repeat, without those that clients set themselves. */
export function meaningfulHeaders({ sent }: Timeline): [name: string, value: string][] {
  return sent.headers
    .filter(([name]) => !clientHeaders.has(name.toLowerCase()) && !/^sec-|^origin$|^referer$/i.test(name))
    .map(([name, value]) => [name, value]);
}

/** Returns the URL of a request. The path begins with a slash, so it cannot change the host. */
export function urlOf({ line }: Timeline, origin: string): string {
  return `${origin}${line.path.startsWith("/") ? "" : "/"}${line.path}`;
}

/** @throws Error if the stored body of a request is incomplete, because repeating it would send another request. */
export function checkWhole({ sent }: Timeline): void {
  const { droppedBytes = 0 } = sent;
  if (droppedBytes === 0) return;
  throw new Error(`${droppedBytes} bytes of the request's body were dropped, so it cannot be repeated.`);
}

/**
 * Returns a curl command that repeats a request. Nothing in it is interpreted as an option, a file name or a pattern.
 *
 * @param origin origin of the API, such as `http://127.0.0.1:3000`.
 * @throws the errors of `checkWhole`.
 */
export function curlLine(timeline: Timeline, origin: string): string {
  checkWhole(timeline);
  const { line, sent } = timeline;
  const headers = meaningfulHeaders(timeline);
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  const parts = [
    "curl -i --globoff --path-as-is",
    ...methodOptions(line.method),
    // curl: `Name;` sends a header without a value, `Name:` would remove the header.
    ...headers.map(([name, value]) => `-H ${shellWord(value === "" ? `${name};` : `${name}: ${value}`)}`),
    ...(sent.body === "" ? [] : [`--data-raw ${shellWord(sent.body)}`]),
    ...(sent.body === "" || hasType ? [] : ["-H 'Content-Type:'"]),
    quoteWord(urlOf(timeline, origin)),
  ];
  return parts.join(" ");
}

/** With `-X HEAD`, curl would wait for a body. */
function methodOptions(method: string): string[] {
  if (method === "GET") return [];
  return method === "HEAD" ? ["--head"] : [`-X ${shellWord(method)}`];
}

/**
 * Returns a mocha test in the style of `tests/contract` that repeats a request and expects the same response. For a
 * success, it expects the fields but not their values, which may be ids and times.
 *
 * @throws the errors of `checkWhole`.
 */
export function contractTest(timeline: Timeline): string {
  checkWhole(timeline);
  const { line, sent, answered } = timeline;
  const keyed = sent.headers.some(([name]) => name.toLowerCase() === "x-api-key");
  const path = line.path.replace(/^\/[^/?]+/, "");
  const headers = Object.fromEntries(
    meaningfulHeaders(timeline).filter(([name]) => !["x-api-key", "accept"].includes(name.toLowerCase())),
  );
  const init = {
    method: line.method,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(sent.body === "" ? {} : { body: sent.body }),
  };
  const call = keyed
    ? `await send(${javaScriptLiteral(path)}, ${javaScriptLiteral(init)})`
    : `await fetch(apiUrl + ${javaScriptLiteral(path)}, ${javaScriptLiteral(init)})`;
  const status = Number(line.status);
  return `import { expect } from "chai";
import { target } from "./target";

describe(${javaScriptLiteral(`${line.method} ${line.route ?? path}`)}, () => {
  it("answers ${status}", async () => {
    const { ${keyed ? "send" : "apiUrl"} } = await target();
    const response = ${call};
    expect(response.status).to.equal(${status});${expectation(status, answered)}
  });
});
`;
}

function expectation(status: number, { body, droppedBytes = 0 }: Timeline["answered"]): string {
  if (droppedBytes > 0) return "\n    // The stored body is incomplete, so the test does not compare it.";
  const value = parseJson(body);
  if (typeof value !== "object" || value === null) return "";
  const fields = value as Record<string, unknown>;
  if (status >= 400 && Object.hasOwn(fields, "error")) {
    return `\n    expect(await response.json()).to.have.property("error", ${javaScriptLiteral(fields["error"])});`;
  }
  return `\n    expect(await response.json()).to.have.all.keys(${javaScriptLiteral(Object.keys(fields))});`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
