import { createRequire } from "node:module";
import { expect } from "chai";
import { Spectral } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { openApiDocument, type TokenScopes } from "../../api/openapi/document";
import { documentOf } from "../../api/openapi/published";
import { routes } from "../../api/routes";
import { stacks } from "../support/approved";
import { declared } from "../support/program";
import { tokenCheckOf } from "../support/stackFile";
import { outdated } from "../contract/artefacts";

/** The parts that are used. Checking the package's own types would take 2 of the 15 seconds of `npm run build`. */
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
  it("is the document of each stack, apart from the tokens that the stack requires", async () => {
    for (const stack of stacks) {
      const program = await declared(stack);
      const { project } = program.location;
      const tokens = routes.filter(({ name }) => tokenCheckOf(program, name) !== "key");
      const scopes = tokens.map((route) => [
        route.name,
        (route.scopes ?? [route.method === "GET" ? "read" : "write"]).map((scope) => `${project}-${stack}/${scope}`),
      ]);
      expect(program.document).to.deep.equal(
        openApiDocument(document.info.title, routes, Object.fromEntries(scopes) as TokenScopes),
      );
    }
    expect(openApiDocument(document.info.title, routes)).to.deep.equal(document);
  });

  it("passes Spectral's OpenAPI rules", async () => {
    const spectral = new Spectral();
    spectral.setRuleset({ extends: [[oas as never, "recommended"]] });
    const problems = await spectral.run(structuredClone(document) as never);
    expect(problems.map(({ code, path, message }) => `${code} ${path.join(".")}: ${message}`)).to.deep.equal([]);
  });

  it("passes Redocly's recommended rules", async () => {
    const config = await createConfig({ extends: ["recommended-strict"] });
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: "openapi.json", config });
    expect(
      problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`),
    ).to.deep.equal([]);
  });

  it("and the client's types are up to date (npm run approve)", async () => {
    expect(await outdated()).to.deep.equal([]);
  });
});
