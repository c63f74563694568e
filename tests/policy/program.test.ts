import { expect } from "chai";
import { unused, violationsOf, type Violation } from "../../policy/check";
import { policies } from "../../policy/policies";
import type { Policy, PolicyResource } from "../../policy/policy";
import { suppressions } from "../../policy/suppressions";
import { checkStacks, policyResources } from "@onemachine/api-tools";
import { stacks } from "../support/approved";
import { declared, root } from "../support/program";
import { examples, resourcesOf } from "./examples";

async function resources(stack: string): Promise<PolicyResource[]> {
  return policyResources(await declared(stack));
}

function open(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ suppression }) => suppression === undefined);
}

describe("the program under the policies", () => {
  for (const stack of stacks) {
    it(`breaks nothing mandatory on stack ${stack}`, async () => {
      const found = violationsOf(await resources(stack), policies, suppressions);
      expect(open(found).filter(({ level }) => level === "mandatory")).to.deep.equal([]);
    });
  }

  it("uses each suppression", async () => {
    const all = await Promise.all(
      stacks.map(async (stack) => violationsOf(await resources(stack), policies, suppressions)),
    );
    expect(unused(suppressions, all.flat())).to.deep.equal([]);
  });

  it("keeps every mandatory control on a stack that is neither dev nor of a pull request", () => {
    const mandatory = policies.filter(({ level }) => level === "mandatory").map(({ name }) => name);
    for (const { policy, stacks: held } of suppressions) {
      if (mandatory.includes(policy)) expect(held?.test("staging"), policy).to.equal(false);
    }
  });

  // Beside all else that prod declares: neither a suppression nor another resource hides a violation.
  for (const policy of policies) {
    const suppressed = suppressions.some(
      ({ policy: name, stacks: held }) => name === policy.name && held === undefined,
    );

    it(`${suppressed ? "accepts" : "is told of"} what breaks ${policy.name} in prod`, async () => {
      const [example, ...defects] = examples[policy.name]!.fails[0]!;
      const seeded = [...(await resources("prod")), ...resourcesOf(policy, example)];
      const found = violationsOf(seeded, policies, suppressions).filter(
        ({ policy: name, name: resource }) => name === policy.name && resource === "example",
      );
      expect(found.map(({ wrong }) => wrong)).to.deep.equal(defects);
      expect(open(found)).to.have.length(suppressed ? 0 : defects.length);
    });
  }
});

describe("a suppression", () => {
  const policy: Policy = {
    name: "a-b",
    scope: "resource",
    level: "mandatory",
    controls: [],
    reason: "r",
    fix: "f",
    types: ["t"],
    check: () => ["wrong"],
  };
  const resource = (stack: string, name: string): PolicyResource => ({
    type: "t",
    name,
    urn: `urn:pulumi:${stack}::project::t::${name}`,
    props: {},
    protect: false,
    dependencies: [],
  });
  const accepted = (suppression: object, stack: string, name: string) => {
    const [found] = violationsOf([resource(stack, name)], [policy], [{ policy: "a-b", reason: "r", ...suppression }]);
    return found!.suppression !== undefined;
  };

  it("holds for the stacks and resources that it names, for all without them, and for its policy alone", () => {
    expect(accepted({}, "prod", "x")).to.equal(true);
    expect(accepted({ stacks: /^dev$/ }, "dev", "x")).to.equal(true);
    expect(accepted({ stacks: /^dev$/ }, "dev-eu", "x")).to.equal(false);
    expect(accepted({ resources: /^y$/ }, "prod", "x")).to.equal(false);
    expect(accepted({ policy: "a-c" }, "prod", "x")).to.equal(false);
  });

  it("that accepts nothing is found", () => {
    const [used, leftover] = [
      { policy: "a-b", reason: "r" },
      { policy: "a-c", reason: "r" },
    ];
    const found = violationsOf([resource("dev", "x")], [policy], [used, leftover]);
    expect(unused([used, leftover], found)).to.deep.equal([leftover]);
  });
});

describe("npx api-tools policy", () => {
  it("tells of each stack what is broken, advised and accepted, and passes", async () => {
    const lines: string[] = [];
    expect(await checkStacks(root, undefined, { say: (line) => lines.push(line) })).to.equal(true);
    const heads = lines.filter((line) => !line.startsWith(" "));
    expect(heads.map((line) => line.replace(/: .* resources, (0 mandatory broken), .*/, ": $1"))).to.deep.equal(
      stacks.map((stack) => `${stack}: 0 mandatory broken`),
    );
    expect(lines.join("\n")).to.include(
      "accepted  api-cache, because it answers with what was true before, and costs money each hour, idle or not (1)",
    );
  });

  it("refuses a stack that is not there", async () => {
    const error = await checkStacks(root, "nope", { say: () => undefined }).catch((reason: Error) => reason);
    expect(error)
      .to.have.property("message")
      .that.matches(/^there is no stack nope: /);
  });
});
