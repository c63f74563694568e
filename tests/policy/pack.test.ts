import { expect } from "chai";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { pulumiMessage, type PolicyResource } from "../../policy/policy";
import { suppressions } from "../../policy/suppressions";
import { policyResources } from "@onemachine/api-tools";
import { ServedPack, unknownValue, type Diagnostic } from "../support/policyPack";
import { declared } from "../support/program";
import { examples, resourcesOf } from "./examples";

describe("the policy pack, called over gRPC as by the Pulumi engine", () => {
  let pack: ServedPack | undefined;
  before(async function () {
    // Starting the pack compiles it.
    this.timeout(120_000);
    pack = await ServedPack.start();
  });
  after(() => pack?.stop());

  it("serves every policy with its level", async () => {
    expect(await pack!.info()).to.deep.equal(policies.map(({ name, level }) => ({ name, level })));
  });

  for (const stack of ["dev", "prod"]) {
    it(`reports the same violations as npx api-tools policy, for ${stack} with an example for each policy`, async () => {
      const program = policyResources(await declared(stack)).map(withoutCode);
      const seeded = policies.flatMap((policy) => resourcesOf(policy, examples[policy.name]!.fails[0]![0], stack));
      // The names of resources in a stack are unique.
      const all = [...program, ...seeded.map((resource, index) => rename(resource, index))];
      const found: Diagnostic[] = [];
      for (const resource of all) found.push(...(await pack!.analyze(resource)));
      found.push(...(await pack!.analyzeStack(all)));
      const expected = violationsOf(all, policies, suppressions)
        .filter(({ suppression }) => suppression === undefined)
        .map(({ policy: name, level, wrong }) => {
          const policy = policies.find((each) => each.name === name)!;
          // Pulumi adds the description before the message.
          return { policy: name, level, message: `${policy.reason}.\n${pulumiMessage(policy, wrong)}` };
        });
      expect(sort(found)).to.deep.equal(sort(expected));
    });
  }

  it("reports in a preview which policies need unknown values, as an advisory message", async () => {
    const [policy] = policies.filter(({ name }) => name === "iam-no-wildcard-action");
    const [resource] = resourcesOf(policy!, { props: { policy: unknownValue } });
    for (const { level, message } of await pack!.analyze(resource!)) {
      expect(level).to.equal("advisory");
      expect(message).to.match(/^can't run policy '[\w-]+' from policy pack 'rest-api-controls@v0.1.0' during preview/);
    }
    expect(await pack!.analyze(resource!)).to.have.length(3);
  });
});

/** Removes the archive of a function, which no policy reads. */
function withoutCode(resource: PolicyResource): PolicyResource {
  const { code: _code, ...props } = resource.props;
  return { ...resource, props };
}

/** Makes the name of an example unique, also in the references to it. */
function rename(resource: PolicyResource, index: number): PolicyResource {
  const change = (urn: string) => urn.replace(/::example$/, `::example-${index}`);
  return resource.dependencies.length > 0
    ? { ...resource, dependencies: resource.dependencies.map(change), urn: `${resource.urn}-${index}` }
    : { ...resource, name: `example-${index}`, urn: change(resource.urn) };
}

function sort(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
