import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { routes } from "../../../api/routes";
import { LocalCloud } from "../../local-cloud/src/cloud";
import { alarms } from "../../local-cloud/src/kernel/interfaces/monitoring";
import { readProject } from "../../local-cloud/src/program/project/readProject";
import { copyProject } from "../guide";
import { edit } from "../repository";
import { accessTo } from "../liveApi";
import { root } from "../../local-cloud/tests/support/program";
import { ProofClock } from "./support/proofClock";

/** A route that reads one item. */
const { name: route, path } = routes.find((each) => each.method === "GET" && Object.keys(each.params).length > 0)!;

describe("a release, over successive deployments", () => {
  let dir = "";
  let clock: ProofClock;
  let cloud: LocalCloud;
  const stable = { [route]: "1" };

  before(async () => {
    // Inside the project, so that Node.js resolves the packages.
    dir = copyProject(join(root, "packages"));
    clock = new ProofClock(Date.parse("2026-03-15T12:00:00Z"));
    cloud = await LocalCloud.start(readProject(dir, "dev", []), { host: "127.0.0.1", port: 0, clock });
  });
  after(async () => {
    await cloud.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Reloads the current program with a setting, as `pulumi up` would. */
  const up = (canary?: object) =>
    cloud.reload(readProject(dir, "dev", canary === undefined ? [] : [`canary=${JSON.stringify(canary)}`]));

  /** Returns the statuses of 40 calls, at most four at once, which keeps the number of environments low. */
  async function callRoute(): Promise<number[]> {
    const { apiUrl, apiKey } = accessTo(cloud);
    const url = `${apiUrl}${path.replace(/\{\w+\}/g, "0f8fad5b-d9cb-469f-a165-70867728950e")}`;
    const found = new Set<number>();
    const client = async () => {
      for (let call = 0; call < 10; call++) {
        const answer = await fetch(url, { headers: { "x-api-key": apiKey } });
        await answer.text();
        found.add(answer.status);
      }
    };
    await Promise.all(Array.from({ length: 4 }, client));
    return [...found].sort();
  }

  const liveVersion = () => (cloud.program.outputs["liveVersions"]!.value as Record<string, string>)[route];
  const canaryAlarms = () => cloud.program.outputs["canaryAlarms"]!.value as string[];
  const firing = () =>
    cloud.registry
      .use(alarms)
      .descriptions.filter(({ state }) => state === "ALARM")
      .map(({ name }) => name);

  /** Makes the route's callback throw an error; restores it for an empty text. */
  const throwFromRoute = (what: string) =>
    edit(
      dir,
      "api/routes.ts",
      /resources\.flatMap\(\(resource\) => resource\.routes\)(?:\.map\(.*\))?;/,
      what === ""
        ? "resources.flatMap((resource) => resource.routes);"
        : `resources.flatMap((resource) => resource.routes).map((each) => each.name === "${route}" ? { ...each, callbackFactory: () => async () => { throw new Error("${what}"); } } : each);`,
    );

  it("gives a new version a share of the calls, and alarms fire for that version only", async () => {
    expect([await callRoute(), liveVersion(), canaryAlarms()]).to.deep.equal([[404], "1", []]);
    throwFromRoute("a mistake");
    await up({ percent: 50, stable });
    expect(liveVersion()).to.equal("1");
    for (let minute = 0; minute < 3; minute++) {
      expect(await callRoute()).to.deep.equal([404, 500]);
      await clock.advance(60_000);
    }
    const [ofErrors] = canaryAlarms();
    expect(ofErrors).to.match(new RegExp(`^items-api-canary-error-rate-${route}-`));
    expect(firing()).to.include(ofErrors);
    expect(firing()).not.to.include(canaryAlarms()[1]);
  });

  it("is taken back with 0 percent: all calls go to the previous version", async () => {
    await up({ percent: 0, stable });
    expect([await callRoute(), liveVersion(), canaryAlarms()]).to.deep.equal([[404], "1", []]);
  });

  it("replaces a failing version with a fixed one, and finishes when the setting is removed", async () => {
    throwFromRoute("");
    await up({ percent: 50, stable });
    expect([await callRoute(), liveVersion()]).to.deep.equal([[404], "1"]);
    await up();
    expect([await callRoute(), canaryAlarms()]).to.deep.equal([[404], []]);
    expect(Number(liveVersion())).to.be.above(2);
  });

  it("accepts any published version as stable, and rejects unknown ones", async () => {
    await up({ percent: 0, stable: { [route]: "2" } });
    expect(await callRoute()).to.deep.equal([500]);
    const error = await up({ percent: 0, stable: { [route]: "99" } }).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/ResourceNotFoundException: Function not found: .*:99$/);
    expect(await callRoute()).to.deep.equal([500]);
  });

  it("keeps the version of an unchanged function", async () => {
    const others = Object.entries(cloud.program.outputs["liveVersions"]!.value as Record<string, string>);
    const [other, version] = others.find(([name]) => name !== route)!;
    await up({ percent: 50, stable: { [other]: version } });
    expect((cloud.program.outputs["liveVersions"]!.value as Record<string, string>)[other]).to.equal(version);
  });
});
