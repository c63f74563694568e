import { expect } from "chai";
import { ConcurrencyLimit } from "../../src/lambda/environments/concurrency";
import type { Environment } from "../../src/lambda/environments/environment";
import type { FunctionConfiguration, FunctionDeclaration } from "../../src/lambda/declared";
import { LiveFunction, type Snapshot } from "../../src/lambda/liveFunction";
import { Starts } from "../../src/lambda/environments/starts";

/** One provisioned environment for the alias `live` of a version. */
function declarationOf(version: string): FunctionDeclaration {
  return {
    configuration: { label: "fn", revision: version } as FunctionConfiguration,
    code: undefined,
    publishedVersion: version,
    aliases: new Map([["live", { version, weights: {} }]]),
    permissions: [],
    provisioned: [{ qualifier: "live", environments: 1 }],
    events: new Map(),
  };
}

describe("an alias with provisioned concurrency", () => {
  it("that moves to another version is IN_PROGRESS until the new environments are ready", async () => {
    const inits: (() => void)[] = [];
    const ended: string[] = [];
    const live = new LiveFunction(new ConcurrencyLimit(10, "limit"), new Starts({ cores: 1, enough: 1 }), (version) => {
      const init = () => new Promise<undefined>((done) => inits.push(() => done(undefined)));
      return { init, end: () => Promise.resolve(ended.push(version)) } as unknown as Environment;
    });
    const declare = async (version: string) => {
      const snapshot = { configuration: declarationOf(version).configuration } as Snapshot;
      live.publish(version, snapshot);
      await live.allocate(declarationOf(version));
      live.become(declarationOf(version), snapshot);
    };
    const state = () => [...live.provisioned].map(([qualifier, { status }]) => `${qualifier} ${status}`);

    const first = declare("1");
    expect(state()).to.deep.equal(["live IN_PROGRESS"]);
    inits[0]!();
    await first;
    expect(state()).to.deep.equal(["live READY"]);

    const second = declare("2");
    // Keyed by the requested alias, not by version.
    expect([state(), ended]).to.deep.equal([["live IN_PROGRESS"], []]);
    inits[1]!();
    await second;
    expect([state(), ended]).to.deep.equal([["live READY"], ["1"]]);
  });
});
