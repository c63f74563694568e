import { createRequire } from "node:module";
import { expect } from "chai";
import { Spectral } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { documentOf } from "../../api/openapi/published";
import { routes } from "../../api/routes";
import { declared } from "../support/program";
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

/** Returns a stack's document without what the setting `identity` adds to it. Errors of routes may be a 401 too. */
function withoutTokens(of: unknown): unknown {
  const found = structuredClone(of) as { components: any; paths: Record<string, Record<string, Record<string, any>>> };
  const schemes = found.components["securitySchemes"] as Record<string, unknown>;
  if (schemes["token"] === undefined) return found;
  delete schemes["token"];
  for (const operation of Object.values(found.paths).flatMap((item) => Object.values(item))) {
    const security = operation["security"] as Record<string, unknown>[];
    if (operation["x-scopes"] === undefined) continue;
    delete operation["x-scopes"];
    operation["security"] = security
      .map(({ token: _, ...rest }) => rest)
      .filter((each) => Object.keys(each).length > 0);
    const { errors = {} } = routes.find(({ name }) => name === operation["operationId"]) ?? {};
    if (Object.values(errors).every(({ status }) => status !== 401)) {
      delete (operation["responses"] as Record<string, unknown>)["401"];
    }
  }
  return found;
}

describe("the published document", () => {
  it("is the document of a stack that requires no tokens", async () => {
    for (const stack of ["dev", "prod"]) {
      expect(withoutTokens((await declared(stack)).document)).to.deep.equal(document);
    }
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
