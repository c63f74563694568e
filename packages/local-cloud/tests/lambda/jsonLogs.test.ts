import { expect } from "chai";
import { smallApi, startProgram } from "../support/cloud";

const handler = `exports.handler = async ({ queryStringParameters }) => {
  console.trace("t"); console.debug("d"); console.log("a %s", "b"); console.info({ of: [1] });
  console.warn(new TypeError("w")); console.error("failed:", Object.assign(new RangeError("e"), { code: 7 }));
  const circular = {}; circular.self = circular; console.info(circular);
  process.stdout.write("raw\\n");
  if (queryStringParameters?.fail) throw Object.assign(new SyntaxError("thrown"), { why: "asked" });
  return { statusCode: 200, body: JSON.stringify([process.env.AWS_LAMBDA_LOG_FORMAT, process.env.AWS_LAMBDA_LOG_LEVEL]) };
};`;

/** Returns the log lines of a call, parsed if they are JSON, without stacks and measured values. */
async function linesOf(loggingConfig: string, path = "/x"): Promise<{ lines: readonly unknown[]; body: string }> {
  const run = await startProgram(smallApi({ handler, functionArgs: `loggingConfig: ${loggingConfig},` }));
  try {
    const answer = await fetch(`${run.apiUrl}${path}`);
    const texts = run.logs.filter(({ source }) => source === "fn").map(({ text }) => text.trimEnd());
    return {
      lines: texts.map((text) => (text.startsWith("{") ? plain(JSON.parse(text)) : text)),
      body: await answer.text(),
    };
  } finally {
    await run.stop();
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "number") return value > 1 ? "n" : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const measured = ["timestamp", "time", "stackTrace", "requestId"];
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, measured.includes(key) ? typeof each : plain(each)]),
  );
}

const line = (level: string, message: unknown, more: object = {}) => ({
  timestamp: "string",
  level,
  requestId: "string",
  message,
  ...more,
});
const described = (errorType: string, errorMessage: string) => ({ errorType, errorMessage, stackTrace: "object" });
const start = { time: "string", type: "platform.start", record: { requestId: "string", version: "1" } };
const metrics = {
  durationMs: "n",
  billedDurationMs: "n",
  memorySizeMB: "n",
  maxMemoryUsedMB: "n",
  initDurationMs: "n",
};
const report = (status: string) => ({
  time: "string",
  type: "platform.report",
  record: { requestId: "string", metrics, status },
});
const atInfo = [line("INFO", "a b"), line("INFO", { of: [1] })];
const fromWarn = [line("WARN", described("TypeError", "w"))];

describe("a function that logs as JSON", () => {
  it("writes its own lines and Lambda's from INFO on", async () => {
    const { lines, body } = await linesOf(`{ logFormat: "JSON" }`);
    expect(JSON.parse(body)).to.deep.equal(["JSON", "INFO"]);
    const failed = lines.find((each) => (each as { level?: string }).level === "ERROR") as Record<string, unknown>;
    expect(failed).to.include({ errorType: "RangeError", errorMessage: "e", stackTrace: "object" });
    expect(String(failed["message"])).to.match(/^failed: RangeError: e\n/);
    const circular = line("INFO", "<ref *1> { self: [Circular *1] }");
    expect(lines.filter((each) => each !== failed)).to.deep.equal([
      start,
      ...atInfo,
      ...fromWarn,
      circular,
      "raw",
      report("success"),
    ]);
  });

  it("writes what its levels let: its own lines from WARN on, and all of Lambda's", async () => {
    const { lines, body } = await linesOf(
      `{ logFormat: "JSON", applicationLogLevel: "WARN", systemLogLevel: "DEBUG" }`,
    );
    expect(JSON.parse(body)).to.deep.equal(["JSON", "WARN"]);
    const done = { requestId: "string", status: "success", metrics: { durationMs: "n" } };
    expect(lines.filter((each) => (each as { level?: string }).level !== "ERROR")).to.deep.equal([
      start,
      ...fromWarn,
      "raw",
      { time: "string", type: "platform.runtimeDone", record: done },
      report("success"),
    ]);
  });

  it("writes of Lambda's lines only what failed from WARN on, and the error as JSON", async () => {
    const { lines } = await linesOf(
      `{ logFormat: "JSON", applicationLogLevel: "ERROR", systemLogLevel: "WARN" }`,
      "/x?fail=1",
    );
    const done = {
      time: "string",
      type: "platform.runtimeDone",
      record: { requestId: "string", status: "error", metrics: { durationMs: "n" } },
    };
    const thrown = { ...described("SyntaxError", "thrown"), why: "asked" };
    const isLogged = (each: unknown) => String((each as { message?: unknown }).message).startsWith("failed: ");
    expect(lines.filter((each) => !isLogged(each))).to.deep.equal([
      "raw",
      line("ERROR", thrown),
      done,
      report("error"),
    ]);
    const silent = await linesOf(`{ logFormat: "JSON", applicationLogLevel: "FATAL" }`, "/x?fail=1");
    expect(silent.lines).to.deep.equal([start, "raw", done, report("error")]);
  });
});
