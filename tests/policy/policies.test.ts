import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { policies } from "../../policy/policies";
import { fullMessage } from "../../policy/policy";
import { examples, resourcesOf } from "./examples";
import type { Example } from "./examples/example";
import { policyPage, policyPageText } from "../support/policyPage";
import { root } from "../support/program";

const describeExample = ({ props, protect, referredBy }: Example) => {
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
      it(`accepts ${describeExample(example)}`, () => expect(defects(example)).to.deep.equal([]));
    }

    for (const [example, ...expected] of fails) {
      it(`rejects ${describeExample(example)}`, () => expect(defects(example)).to.deep.equal(expected));
    }
  });
}

describe("the policies", () => {
  it("each have an accepted and a rejected example", () => {
    expect(Object.keys(examples).sort()).to.deep.equal(policies.map(({ name }) => name).sort());
    for (const [name, { passes, fails }] of Object.entries(examples)) {
      expect(passes, name).to.not.have.length(0);
      expect(fails, name).to.not.have.length(0);
    }
  });

  it("apply to resource types that exist in the provider", () => {
    const load = createRequire(__filename);
    for (const type of new Set(policies.flatMap(({ types }) => types))) {
      const [, module, name] = type.split(":") as [string, string, string];
      const exported = load(`@pulumi/aws/${module}`) as Record<string, { __pulumiType?: string }>;
      expect(exported[name]?.__pulumiType, type).to.equal(type);
    }
  });

  it("have unique names, and reasons and fixes without a full stop", () => {
    const names = policies.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name, reason, fix } of policies) {
      expect(name).to.match(/^[a-z]+(?:-[a-z]+)+$/);
      for (const text of [reason, fix]) expect(text, name).to.match(/[^.]$/);
    }
  });

  it("report defect, reason, fix and control", () => {
    const policy = policies.find(({ name }) => name === "log-retention")!;
    expect(fullMessage(policy, "retentionInDays is not set")).to.equal(
      "retentionInDays is not set: logs without a retention never expire, and their storage is billed. Fix: set retentionInDays. (CKV_AWS_66)",
    );
  });

  it("are listed in docs/policies.md, which npm run approve writes", async () => {
    expect(readFileSync(join(root, policyPage), "utf8")).to.equal(await policyPageText());
  });
});
