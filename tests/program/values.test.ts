import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parsePolicy, type Program } from "@onemachine/local-cloud";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { policyResources } from "@onemachine/api-tools";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { suppressions } from "../../policy/suppressions";
import { declare, declareWithoutCode, ofType, only, valuesProgram } from "../support/program";

const { program } = valuesProgram;
const secret = "hush-0123456789";

describe("a program with configuration values", () => {
  let declared: Program;
  before(async () => {
    declared = await declare(valuesProgram);
  });

  const variables = (route: string) => {
    const { environment } = only(declared, "aws:lambda/function:Function", `${route}-function`).inputs;
    const {
      CORS_ORIGINS: _c,
      POWERTOOLS_SERVICE_NAME: _s,
      ...own
    } = (environment as { variables: object }).variables as Record<string, unknown>;
    return own;
  };

  it("gives each function the variables of the values that its route lists, and no others", () => {
    const parameter = only(declared, "aws:ssm/parameter:Parameter");
    expect(variables("readShop")).to.deep.equal({
      CURRENCY_VALUE: "EUR",
      PAGE_SIZE_VALUE: "50",
      IS_OPEN_VALUE: "false",
    });
    expect(variables("signLink")).to.deep.equal({ SIGNING_KEY_PARAMETER_NAME: parameter.state["name"] });
    expect(variables("readTerms")).to.deep.equal({});
  });

  it("encrypts a secret in Parameter Store, and allows only its function to read it", () => {
    const parameter = only(declared, "aws:ssm/parameter:Parameter", "signingKey-value");
    expect(parameter.inputs).to.deep.equal({
      type: "SecureString",
      description: "the key that signs links",
      value: secret,
    });
    const readers = ofType(declared, "aws:iam/rolePolicy:RolePolicy").flatMap(({ name, inputs }) =>
      parsePolicy(String(inputs["policy"]))
        .filter(({ actions }) => actions.some((action) => action.startsWith("ssm:")))
        .map(({ effect, actions, resources }) => ({ name, effect, actions, resources })),
    );
    expect(readers).to.deep.equal([
      {
        name: "signLink-policy",
        effect: "Allow",
        actions: ["ssm:GetParameter"],
        resources: [parameter.state["arn"]],
      },
    ]);
  });

  it("has the secret in no archive, output or other input", async () => {
    const others = declared.resources.filter(({ type }) => type !== "aws:ssm/parameter:Parameter");
    const archives = others.flatMap(({ inputs }) => (inputs["code"] === undefined ? [] : [inputs["code"]]));
    expect(archives).to.have.length(3);
    for (const archive of archives) {
      const assets = Object.values(await (archive as pulumi.asset.AssetArchive).assets) as pulumi.asset.StringAsset[];
      for (const { text } of assets) expect(await text).to.not.include(secret);
    }
    const rest = others.map(({ inputs: { code: _code, ...inputs }, state: { code: _same, ...state } }) => [
      inputs,
      state,
    ]);
    expect(JSON.stringify([rest, declared.outputs])).to.not.include(secret);
  });

  it("violates no policy by its variables, parameter and roles", () => {
    const found = violationsOf(policyResources(declared), policies, suppressions);
    const ofValues = found.filter(
      ({ policy, type }) => policy === "function-no-secrets" || /^aws:(?:iam|ssm)\//.test(type),
    );
    expect(ofValues).to.deep.equal([]);
  });

  it("refuses an unknown key, naming the values too", async () => {
    const error = await declareWithoutCode({ ...valuesProgram, config: ["currency=EUR", "pageSiz=1"] }).catch(String);
    expect(error).to.match(/values:pageSiz is not a setting: .*, currency, pageSize, .*; did you mean pageSize\?/);
  });
});

describe("a local run of a program with configuration values", () => {
  let cloud: Cloud;
  before(async () => {
    const config = { currency: "USD", pageSize: 7, isOpen: true };
    cloud = await startCloud({ program, config, secrets: { signingKey: secret }, clock: "running", console: true });
  });
  after(() => cloud.stop());

  const get = async (path: string) => {
    const response = await fetch(`${cloud.url}${path}`, { headers: { "x-api-key": cloud.apiKey! } });
    return [response.status, await response.json()] as const;
  };

  it("passes plain values with their types", async () => {
    expect(await get("/shop")).to.deep.equal([200, { currency: "USD", pageSize: 7, isOpen: true }]);
  });

  it("passes the secret by Parameter Store, with the granted action and without a trace in the log", async () => {
    const signature = createHash("sha256").update(secret).digest("hex");
    expect(await get("/link")).to.deep.equal([200, { signature }]);
    expect(await get("/link")).to.deep.equal([200, { signature }]);
    expect(cloud.grants()["signLink"]!.map(({ action, used }) => [action, used])).to.deep.include([
      "ssm:GetParameter",
      true,
    ]);
    expect(cloud.denials()).to.deep.equal([]);
    expect(
      cloud
        .logs()
        .map(({ text }) => text)
        .join("\n"),
    ).to.not.include(secret);
  });

  it("masks the secret in the console's description of the parameter", async () => {
    const { urn } = cloud.resources.find(({ type }) => type === "aws:ssm/parameter:Parameter")!;
    const response = await fetch(new URL(`/_local/resources/${encodeURIComponent(urn)}`, cloud.url));
    const text = await response.text();
    expect(response.status).to.equal(200);
    expect(text).to.include("••••6789");
    expect(text).to.not.include(secret);
  });
});
