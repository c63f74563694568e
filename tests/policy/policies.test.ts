import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { policies } from "../../policy/policies";
import { message } from "../../policy/policy";
import { examples, resourcesOf } from "./examples";
import type { Example } from "./examples/example";
import { policyPage, policyPageText } from "../support/policyPage";
import { root } from "../support/program";

const inputs = ({ props, protect, referredBy }: Example) => {
  const others = referredBy?.map(({ type, props: each }) => ` with ${type.split(":").at(-1)} ${JSON.stringify(each)}`);
  return `${JSON.stringify(props)}${protect ? ", protected" : ""}${others?.join("") ?? ""}`;
};

for (const policy of policies) {
  const { passes, fails } = examples[policy.name] ?? { passes: [], fails: [] };
  const defects = (example: Example) => {
    const [resource, ...others] = resourcesOf(policy, example);
    return policy.check(resource!, [resource!, ...others]);
  };

  describe(`the policy ${policy.name}`, () => {
    for (const example of passes) {
      it(`passes ${inputs(example)}`, () => expect(defects(example)).to.deep.equal([]));
    }

    for (const [example, ...expected] of fails) {
      it(`fails ${inputs(example)}`, () => expect(defects(example)).to.deep.equal(expected));
    }
  });
}

describe("the policies", () => {
  it("each have an example that passes and one that fails, and no example is of another", () => {
    expect(Object.keys(examples).sort()).to.deep.equal(policies.map(({ name }) => name).sort());
    for (const [name, { passes, fails }] of Object.entries(examples)) {
      expect(passes, name).to.not.have.length(0);
      expect(fails, name).to.not.have.length(0);
    }
  });

  it("name types that the provider has", () => {
    const load = createRequire(__filename);
    for (const type of new Set(policies.flatMap(({ types }) => types))) {
      const [, module, name] = type.split(":") as [string, string, string];
      const exported = load(`@pulumi/aws/${module}`) as Record<string, { __pulumiType?: string }>;
      expect(exported[name]?.__pulumiType, type).to.equal(type);
    }
  });

  it("have names of their own, and say reason and fix in one sentence each", () => {
    const names = policies.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name, reason, fix } of policies) {
      expect(name).to.match(/^[a-z]+(?:-[a-z]+)+$/);
      for (const text of [reason, fix]) expect(text, name).to.match(/[^.]$/);
    }
  });

  it("tell what is wrong, why it matters, what to do, and the control", () => {
    const policy = policies.find(({ name }) => name === "log-retention")!;
    expect(message(policy, "retentionInDays is not set")).to.equal(
      "retentionInDays is not set: logs without a retention are kept, and paid for, for ever. Fix: set retentionInDays. (CKV_AWS_66)",
    );
  });

  it("are all in docs/policies.md: npm run approve writes them", async () => {
    expect(readFileSync(join(root, policyPage), "utf8")).to.equal(await policyPageText());
  });
});
