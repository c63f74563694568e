import { createRequire } from "node:module";
import { expect } from "chai";
import { Spectral } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { documentOf } from "../../api/openapi/published";
import { declared } from "../support/program";
import { outdated } from "../contract/artefacts";

/** As far as it is used: to check its own types takes 2 of the 15 seconds of `npm run build`. */
interface Redocly {
  readonly createConfig: (config: { readonly extends: readonly string[] }) => Promise<object>;
  readonly lintFromString: (options: {
    readonly source: string;
    readonly absoluteRef: string;
    readonly config: object;
  }) => Promise<{ ruleId: string; message: string; location: { pointer?: string }[] }[]>;
}

const { createConfig, lintFromString } = createRequire(__filename)("@redocly/openapi-core") as Redocly;

const document = documentOf(undefined);

describe("the published document", () => {
  it("is what a stack serves that asks for no tokens", async () => {
    for (const stack of ["dev", "prod"]) expect((await declared(stack)).document).to.deep.equal(document);
  });

  it("has nothing that Spectral's OpenAPI rules complain of", async () => {
    const spectral = new Spectral();
    spectral.setRuleset({ extends: [[oas as never, "recommended"]] });
    const problems = await spectral.run(structuredClone(document) as never);
    expect(problems.map(({ code, path, message }) => `${code} ${path.join(".")}: ${message}`)).to.deep.equal([]);
  });

  it("has nothing that Redocly's recommended rules complain of", async () => {
    const config = await createConfig({ extends: ["recommended-strict"] });
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: "openapi.json", config });
    expect(
      problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`),
    ).to.deep.equal([]);
  });

  it("and the client's types are written as the routes are now (npm run approve)", async () => {
    expect(await outdated()).to.deep.equal([]);
  });
});
