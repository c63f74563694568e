import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { providersOf } from "../../src/cloud";
import { ServiceRegistry } from "../../src/kernel/serviceRegistry";
import { services } from "../../src/services";
import { unemulated } from "../../src/unemulated";
import { outputs } from "../../src/unemulated/outputs";
import { types } from "../../src/unemulated/types";

const context = { project: "shop", stack: "dev", region: "eu-central-1", registry: new ServiceRegistry() };

/** Returns the source of a type's class, which contains its properties and marks its outputs. */
function sourceOf(type: string): string {
  const [, module, name] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
  const found = (aws as any)[module!]?.[name!];
  if (found === undefined) throw new Error(`@pulumi/aws has no ${type}`);
  return Function.prototype.toString.call(found);
}

const outputsIn = (source: string) =>
  [...source.matchAll(/\["(\w+)"\] = undefined \/\*out\*\//g)].map(([, output]) => output!);

describe("the table of outputs", () => {
  it("contains no type of another service", () => {
    const others = services
      .filter((service) => service !== unemulated)
      .flatMap(({ emulates, names = {} }) => [...Object.keys(emulates), ...Object.keys(names)]);
    expect(Object.keys(outputs).filter((type) => others.includes(type))).to.deep.equal([]);
  });
});

describe("the outputs of types that are not emulated", () => {
  for (const [type, { id: _, named = "name", ...own }] of Object.entries(outputs)) {
    it(`are those of ${type}, with its ARN and URL`, async () => {
      const source = sourceOf(type);
      for (const output of Object.keys(own)) expect(source, output).to.include(`["${output}"]`);
      if (JSON.stringify(outputs[type]).includes("{name}")) expect(source).to.include(`["${named}"]`);
      const addresses = outputsIn(source).filter((output) => /^(?:arn|url|dashboardArn|\w*Endpoint)$/.test(output));
      expect(Object.keys(own)).to.include.members(addresses);
      const declared = new Proxy({}, { get: (_target, key) => (key === "fifoQueue" ? undefined : "given") });
      const { id, state } = await types[type]!({ type, name: "one", inputs: declared }, context, []);
      expect(`${id} ${JSON.stringify(state)}`).to.not.match(/[{]\w+[}]|undefined/);
    });
  }

  it("are the same on every run, and differ between resources", async () => {
    const keyOf = async (name: string) => {
      const { state } = await providersOf()["aws:kms/key:Key"]!(
        { type: "aws:kms/key:Key", name, inputs: {} },
        context,
        [],
      );
      return String(state["arn"]);
    };
    expect(await keyOf("a")).to.equal(await keyOf("a"));
    expect(await keyOf("a")).to.not.equal(await keyOf("b"));
    expect(await keyOf("a")).to.match(
      /^arn:aws:kms:eu-central-1:123456789012:key\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
    );
  });
});
