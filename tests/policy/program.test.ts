import { expect } from "chai";
import { findUnused, violationsOf, type Violation } from "../../policy/check";
import { policies } from "../../policy/policies";
import type { Policy, PolicyResource } from "../../policy/policy";
import { suppressions } from "../../policy/suppressions";
import { checkStacks, policyResources } from "@onemachine/api-tools";
import { stacks } from "../support/approved";
import {
  bookingProgram,
  declareWithoutCode,
  declared,
  groupsProgram,
  only,
  root,
  shipped,
  sourcesProgram,
  valuesProgram,
  workflowsProgram,
} from "../support/program";
import { examples, resourcesOf } from "./examples";

async function resources(stack: string): Promise<PolicyResource[]> {
  return policyResources(await declared(stack));
}

function findOpen(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ suppression }) => suppression === undefined);
}

describe("the program, checked with the policies,", () => {
  for (const stack of stacks) {
    it(`violates no mandatory policy on stack ${stack}`, async () => {
      const found = violationsOf(await resources(stack), policies, suppressions);
      expect(findOpen(found).filter(({ level }) => level === "mandatory")).to.deep.equal([]);
    });
  }

  it("uses each suppression, in a stack of the owner or with the shipped settings", async () => {
    const shippedIn = [await shipped("dev"), await shipped("prod")].map(policyResources);
    const declaredIn = [...(await Promise.all(stacks.map(resources))), ...shippedIn];
    const all = declaredIn.flatMap((each) => violationsOf(each, policies, suppressions));
    const applied = policies.filter(({ types }) => declaredIn.flat().some(({ type }) => types.includes(type)));
    expect(findUnused(suppressions, all, applied)).to.deep.equal([]);
  });

  it("has no suppression of a mandatory policy for stacks other than dev and review stacks", () => {
    const mandatory = policies.filter(({ level }) => level === "mandatory").map(({ name }) => name);
    for (const { policy, stacks: pattern } of suppressions) {
      if (mandatory.includes(policy)) expect(pattern?.test("staging"), policy).to.equal(false);
    }
  });

  // Adds an example to the resources of prod, where neither a suppression nor another resource may hide its violation.
  for (const policy of policies) {
    const suppressed = suppressions.some(
      ({ policy: name, stacks: pattern }) => name === policy.name && pattern === undefined,
    );

    it(`${suppressed ? "may violate" : "may not violate"} ${policy.name} on stack prod`, async () => {
      const [example, ...defects] = examples[policy.name]!.fails[0]!;
      const seeded = [...policyResources(await shipped("prod")), ...resourcesOf(policy, example)];
      const found = violationsOf(seeded, policies, suppressions).filter(
        ({ policy: name, name: resource }) => name === policy.name && resource === "example",
      );
      expect(found.map(({ wrong }) => wrong)).to.deep.equal(defects);
      expect(findOpen(found)).to.have.length(suppressed ? 0 : defects.length);
    });
  }
});

describe("a program with every kind of resource, checked with the policies,", () => {
  const programs = { bookingProgram, groupsProgram, sourcesProgram, valuesProgram, workflowsProgram };
  /** The settings that prod has and dev does not. */
  const asInProduction = [
    ...["tracing=true", "accessLogs=true", "executionLogs=true", "apiGatewayAccountRole=create"],
    ...["logRetentionDays=365", "pointInTimeRecovery=true", "deletionProtection=true"],
    'onDemandThroughput={"maxReadRequestUnits":4000,"maxWriteRequestUnits":1000}',
  ];
  // The usage plans of these programs allow more calls at once than any function can reserve.
  const checked = policies.filter(({ name }) => name !== "function-reserved-concurrency");
  const everywhere = suppressions.filter(({ stacks: pattern }) => pattern === undefined);

  for (const [name, program] of Object.entries(programs)) {
    it(`violates no mandatory policy: ${name}`, async () => {
      const own = "config" in program ? program.config : [];
      const found = await declareWithoutCode({ ...program, config: [...own, ...asInProduction] });
      const open = findOpen(violationsOf(policyResources(found), checked, everywhere));
      const mandatory = open.filter(({ level }) => level === "mandatory");
      expect(mandatory.map(({ policy, name: resource, wrong }) => `${policy} on ${resource}: ${wrong}`)).to.deep.equal(
        [],
      );
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
  const isAccepted = (suppression: object, stack: string, name: string) => {
    const [found] = violationsOf([resource(stack, name)], [policy], [{ policy: "a-b", reason: "r", ...suppression }]);
    return found!.suppression !== undefined;
  };

  it("applies to its policy, in its stacks and resources, or in all of them by default", () => {
    expect(isAccepted({}, "prod", "x")).to.equal(true);
    expect(isAccepted({ stacks: /^dev$/ }, "dev", "x")).to.equal(true);
    expect(isAccepted({ stacks: /^dev$/ }, "dev-eu", "x")).to.equal(false);
    expect(isAccepted({ resources: /^y$/ }, "prod", "x")).to.equal(false);
    expect(isAccepted({ policy: "a-c" }, "prod", "x")).to.equal(false);
  });

  it("is reported if it accepts no violation", () => {
    const [used, leftover] = [
      { policy: "a-b", reason: "r" },
      { policy: "a-c", reason: "r" },
    ];
    const found = violationsOf([resource("dev", "x")], [policy], [used, leftover]);
    expect(findUnused([used, leftover], found)).to.deep.equal([leftover]);
  });

  it("is not reported if its policy has no resource to check", () => {
    const leftover = { policy: "a-c", reason: "r" };
    expect(findUnused([leftover], [], [{ name: "a-b" }])).to.deep.equal([]);
    expect(findUnused([leftover], [], [{ name: "a-c" }])).to.deep.equal([leftover]);
  });
});

describe("npx api-tools policy", () => {
  it("prints the violations and accepted violations of each stack, and succeeds", async () => {
    const lines: string[] = [];
    expect(await checkStacks(root, undefined, { say: (line) => lines.push(line) })).to.equal(true);
    const heads = lines.filter((line) => /^\S+: \d+ policies/.test(line));
    expect(heads.map((line) => line.replace(/: .* resources, (0 mandatory violations), .*/, ": $1"))).to.deep.equal(
      stacks.map((stack) => `${stack}: 0 mandatory violations`),
    );
    const programs = await Promise.all(stacks.map((stack) => declared(stack)));
    const withoutCache = programs.filter(
      (program) => only(program, "aws:apigateway/stage:Stage").inputs["cacheClusterEnabled"] !== true,
    );
    const accepted =
      "  suppressed  api-cache, because a cache returns outdated answers, and costs money each hour, idle or not (1)";
    expect(lines.filter((line) => line === accepted)).to.have.length(withoutCache.length);
  });

  it("rejects an unknown stack", async () => {
    const error = await checkStacks(root, "nope", { say: () => undefined }).catch((reason: Error) => reason);
    expect(error)
      .to.have.property("message")
      .that.matches(/^there is no stack nope: /);
  });
});
