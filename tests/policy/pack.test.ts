import { expect } from "chai";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { report, type PolicyResource } from "../../policy/policy";
import { suppressions } from "../../policy/suppressions";
import { policyResources } from "@onemachine/api-tools";
import { ServedPack, unknownValue, type Diagnostic } from "../support/policyPack";
import { declared } from "../support/program";
import { examples, resourcesOf } from "./examples";

describe("the policy pack, asked as the Pulumi engine asks it", () => {
  let pack: ServedPack | undefined;
  before(async function () {
    // It compiles, as Pulumi lets it.
    this.timeout(120_000);
    pack = await ServedPack.start();
  });
  after(() => pack?.stop());

  it("serves every policy with its level", async () => {
    expect(await pack!.info()).to.deep.equal(policies.map(({ name, level }) => ({ name, level })));
  });

  for (const stack of ["dev", "prod"]) {
    it(`finds in the resources of ${stack}, and in one that breaks each policy, what npx api-tools policy finds`, async () => {
      const program = policyResources(await declared(stack)).map(withoutCode);
      const seeded = policies.flatMap((policy) => resourcesOf(policy, examples[policy.name]!.fails[0]![0], stack));
      // Distinct, as the resources of a stack are.
      const all = [...program, ...seeded.map((resource, index) => renamed(resource, index))];
      const found: Diagnostic[] = [];
      for (const resource of all) found.push(...(await pack!.analyze(resource)));
      found.push(...(await pack!.analyzeStack(all)));
      const expected = violationsOf(all, policies, suppressions)
        .filter(({ suppression }) => suppression === undefined)
        .map(({ policy: name, level, wrong }) => {
          const policy = policies.find((each) => each.name === name)!;
          // Pulumi puts the description first.
          return { policy: name, level, message: `${policy.reason}.\n${report(policy, wrong)}` };
        });
      expect(sorted(found)).to.deep.equal(sorted(expected));
    });
  }

  it("says in a preview what it cannot check yet, and stops nothing for it", async () => {
    const [policy] = policies.filter(({ name }) => name === "iam-no-wildcard-action");
    const [resource] = resourcesOf(policy!, { props: { policy: unknownValue } });
    for (const { level, message } of await pack!.analyze(resource!)) {
      expect(level).to.equal("advisory");
      expect(message).to.match(/^can't run policy '[\w-]+' from policy pack 'rest-api-controls@v0.1.0' during preview/);
    }
    expect(await pack!.analyze(resource!)).to.have.length(3);
  });
});

/** An archive goes to Pulumi by reference; no policy looks into it. */
function withoutCode(resource: PolicyResource): PolicyResource {
  const { code: _code, ...props } = resource.props;
  return { ...resource, props };
}

function renamed(resource: PolicyResource, index: number): PolicyResource {
  const change = (urn: string) => urn.replace(/::example$/, `::example-${index}`);
  return resource.dependencies.length > 0
    ? { ...resource, dependencies: resource.dependencies.map(change), urn: `${resource.urn}-${index}` }
    : { ...resource, name: `example-${index}`, urn: change(resource.urn) };
}

function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
