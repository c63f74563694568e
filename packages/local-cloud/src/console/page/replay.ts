import type { Timeline } from "../wire";

/** Headers that whoever sends writes anew. */
const ownOfConnection = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "host",
  "transfer-encoding",
  "user-agent",
  "x-amzn-trace-id",
]);

/** The headers of a request that make it what it is: browsers add others by themselves. */
export function meaningfulHeaders({ sent }: Timeline): [name: string, value: string][] {
  return sent.headers
    .filter(([name]) => !ownOfConnection.has(name.toLowerCase()) && !/^sec-|^origin$|^referer$/i.test(name))
    .map(([name, value]) => [name, value]);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A line for a shell that sends the same request. @param origin of its API, `http://127.0.0.1:3000`. */
export function curlLine(timeline: Timeline, origin: string): string {
  const { line, sent } = timeline;
  const parts = [
    "curl -i",
    ...(line.method === "GET" ? [] : [`-X ${line.method}`]),
    ...meaningfulHeaders(timeline).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(sent.body === "" ? [] : [`-d ${quoted(sent.body)}`]),
    quoted(`${origin}${line.path}`),
  ];
  return parts.join(" ");
}

/**
 * A mocha test, in the style of `tests/contract`, that sends the same request and expects the same answer. Of a success it
 * expects the fields and not their values, which may be ids and times.
 */
export function contractTest(timeline: Timeline): string {
  const { line, sent, answered } = timeline;
  const keyed = sent.headers.some(([name]) => name.toLowerCase() === "x-api-key");
  const path = line.path.replace(/^\/[^/]+/, "");
  const headers = Object.fromEntries(
    meaningfulHeaders(timeline).filter(([name]) => !["x-api-key", "accept"].includes(name.toLowerCase())),
  );
  const init = {
    method: line.method,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(sent.body === "" ? {} : { body: sent.body }),
  };
  const call = keyed
    ? `await send(${JSON.stringify(path)}, ${JSON.stringify(init)})`
    : `await fetch(\`\${apiUrl}${path}\`, ${JSON.stringify(init)})`;
  return `import { expect } from "chai";
import { target } from "./target";

describe(${JSON.stringify(`${line.method} ${line.route ?? path}`)}, () => {
  it("answers ${line.status}", async () => {
    const { ${keyed ? "send" : "apiUrl"} } = await target();
    const response = ${call};
    expect(response.status).to.equal(${line.status});${expectation(line.status, answered.body)}
  });
});
`;
}

function expectation(status: number, body: string): string {
  const value = parsed(body);
  if (typeof value !== "object" || value === null) return "";
  const fields = value as Record<string, unknown>;
  if (status >= 400 && "error" in fields) {
    return `\n    expect(await response.json()).to.have.property("error", ${JSON.stringify(fields["error"])});`;
  }
  return `\n    expect(await response.json()).to.have.all.keys(${JSON.stringify(Object.keys(fields))});`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
