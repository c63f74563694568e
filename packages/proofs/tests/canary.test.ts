import { expect } from "chai";
import type { LogEvent } from "../../local-cloud/src/kernel/facts/logSink";
import { parseOptions } from "../../local-cloud/src/terminal/options";
import { startCloud } from "../../local-cloud/src/start";
import { accessTo } from "../liveApi";
import { root } from "../../local-cloud/tests/support/program";
import { logReader } from "../../local-cloud/tests/support/logs";

describe("the logs, access logs included", () => {
  it("contain no API key and no text of requests", async () => {
    const logs: LogEvent[] = [];
    const options = parseOptions(
      ["--port", "0", "--config", "accessLogs=true", "--config", "apiGatewayAccountRole=create"],
      root,
    );
    const cloud = await startCloud(options, [logReader((event) => logs.push(event))]);
    const { apiUrl, apiKey } = accessTo(cloud);
    const url = `${apiUrl}/items`;
    const canary = "canary-7f3a91";
    const send = (path: string, method: string, body?: string, more: Record<string, string> = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: { "x-api-key": apiKey, "Content-Type": "application/json", ...more },
        ...(body === undefined ? {} : { body }),
      });
    const bodies = [
      JSON.stringify({ name: canary, description: canary, [canary]: 1 }),
      `{"name":"${canary}`,
      JSON.stringify({ name: { canary } }),
      JSON.stringify([canary]),
      canary.repeat(10_000),
    ];
    const answers = await Promise.all([
      ...bodies.map((body) => send("", "POST", body)),
      send("", "POST", bodies[0], { "Content-Type": canary }),
      send("", "POST", bodies[0], { "Idempotency-Key": canary }),
      send("", "POST", bodies[0], { "Idempotency-Key": `${canary} ` + canary }),
      send(`?cursor=${canary}&limit=${canary}`, "GET"),
      send("/x", "PUT", bodies[0], { "If-Match": canary, Cookie: canary, Authorization: canary }),
      fetch(url, { headers: { "x-api-key": canary } }),
    ]);
    await Promise.all(answers.map((answer) => answer.text()));
    await cloud.stop();
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 400, 400, 400, 413, 415, 201, 400, 400, 404, 403]);
    expect(logs.filter(({ source }) => source.includes("access-logs"))).to.have.length(answers.length);
    expect(logs.filter(({ text }) => text.includes(canary) || text.includes(apiKey))).to.deep.equal([]);
  });
});
