import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { programSource, smallApi, withProgram } from "./support/cloud";
import { Run } from "./support/run";

describe("a program whose provider has its own copy of Pulumi", () => {
  it("runs with the resources of both copies, at the start and after a save", async () => {
    const handler = "exports.handler = async () => ({ statusCode: 200, body: process.env.ANSWER });";
    const source = (answer: string) =>
      programSource(`
        class Group extends pulumi.ComponentResource {}
        const group = new Group("copies:index:Group", "group");
        ${smallApi({ handler, functionArgs: `environment: { variables: { ANSWER: ${JSON.stringify(answer)} } },` })}
        new aws.sqs.Queue("queue", {}, { parent: group });
        export const named = pulumi.interpolate\`queue \${group.urn} \${api.name}\`;
      `);
    await withProgram(source("first"), async (dir) => {
      copyPulumi(join(dir, "node_modules", "@pulumi", "pulumi"));
      const run = new Run(["--program", dir, "--watch", "--port", "0", "--json"]);
      try {
        const { apiUrl, named } = await run.ready();
        expect(named).to.match(/^queue urn:pulumi:dev::small::copies:index:Group::group api-/);
        const answer = async () => (await fetch(`${apiUrl}/x`)).text();
        expect(await answer()).to.equal("first");
        writeFileSync(join(dir, "index.ts"), source("second"));
        while ((await answer()) !== "second") expect(run.stderr).not.to.include("not reloaded");
      } finally {
        run.kill("SIGTERM");
        await run.ended;
      }
    });
  });
});

/** Installs another version beside the program, as npm does. Old versions share no state with the provider's copy. */
function copyPulumi(to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(dirname(require.resolve("@pulumi/pulumi")), to, { recursive: true });
  const state = join(to, "runtime", "state.js");
  writeFileSync(state, readFileSync(state, "utf8").replace(/\bglobal\.(?=globalStore|asyncLocalStorage)/g, "$&own_"));
}
