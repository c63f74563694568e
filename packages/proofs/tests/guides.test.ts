import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { runtime } from "../../../api/functions/lambdaFunction";
import { programSource, withProgram } from "../../local-cloud/tests/support/cloud";
import { declare, root } from "../../local-cloud/tests/support/program";
import { finish } from "../../local-cloud/tests/support/run";
import { readStackSettings } from "../../../tests/support/settings";
import { blocks } from "../../../tests/support/blocks";

const read = (file: string) => readFileSync(join(root, file), "utf8");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "packages/api-tools/README.md",
  ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
].filter((file) => file.endsWith(".md"));
const packages = JSON.parse(read("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
};

/** A handmade API as in tutorials: a table, a callback, an API of single resources, a key in a plan. */
const handmade = programSource(`
const table = new aws.dynamodb.Table("things", {
  attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST",
});
const get = new aws.lambda.CallbackFunction("get", { callback: async () => ({ statusCode: 200, body: "{}" }) });
const api = new aws.apigateway.RestApi("api", {});
const things = new aws.apigateway.Resource("things", { restApi: api.id, parentId: api.rootResourceId, pathPart: "things" });
const method = new aws.apigateway.Method("get", {
  restApi: api.id, resourceId: things.id, httpMethod: "GET", authorization: "NONE", apiKeyRequired: true,
});
const integration = new aws.apigateway.Integration("get", {
  restApi: api.id, resourceId: things.id, httpMethod: method.httpMethod, type: "AWS_PROXY",
  integrationHttpMethod: "POST", uri: get.invokeArn,
});
new aws.lambda.Permission("get", {
  action: "lambda:InvokeFunction", function: get.name, principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate\`\${api.executionArn}/*/*\`,
});
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id }, { dependsOn: [integration] });
const stage = new aws.apigateway.Stage("v1", { restApi: api.id, deployment: deployment.id, stageName: "v1" });
const key = new aws.apigateway.ApiKey("production-key", {});
const plan = new aws.apigateway.UsagePlan("basic-plan", { apiStages: [{ apiId: api.id, stage: stage.stageName }] });
new aws.apigateway.UsagePlanKey("key", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id });
export const name = table.name;
`);

describe("the guides", () => {
  it("contain only commands that exist", () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:--silent )?([\w:]+)(?! --prefix)\b/g)].map(
        ([, script]) => [page, script!] as const,
      ),
    );
    expect(named.filter(([, script]) => packages.scripts[script] === undefined)).to.deep.equal([]);
  });

  it("contain only settings that prod accepts", async () => {
    const shown = pages.flatMap((page) => blocks(page, "yaml").map((block) => [page, parse(block) as object] as const));
    expect(shown.map(([page]) => page)).to.include.members(["docs/domain.md", "docs/existing-table.md"]);
    for (const [page, settings] of shown) {
      for (const [key, value] of Object.entries(settings)) {
        const [, name = ""] = /^[\w-]+:(\w+)$/.exec(key) ?? [];
        expect(await readStackSettings("prod", { [key]: value }), page).to.have.property(name);
      }
    }
  });
});

describe("docs/upgrading.md", () => {
  const page = read("docs/upgrading.md");

  it("contains the current versions", () => {
    for (const name of ["@pulumi/pulumi", "@pulumi/aws"]) {
      const [, version] = new RegExp(`^\\| \`${name}\` +\\| ([\\d.]+) `, "m").exec(page) ?? [];
      expect(version, name).to.equal(packages.dependencies[name]);
    }
    const { typescript, "ts-node": tsNode } = packages.dependencies;
    expect(page).to.include(`| ${typescript}, ${tsNode} `);
    expect(page).to.match(new RegExp(`^\\| runtime of functions +\\| ${runtime.replace(".", "\\.")} `, "m"));
    expect(packages.engines["node"]).to.equal(
      `>=${/^\| Node\.js of a clone +\| ([\d.]+) and later/m.exec(page)![1]}.0`,
    );
  });

  it("lists each file with a bundle target", () => {
    const files = ["api", "packages/api-tools", "packages/local-cloud"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
    );
    const bundling = files.filter((file) => /\.(?:ts|cjs)$/.test(file) && read(file).includes('target: "node'));
    expect(bundling).not.to.deep.equal([]);
    for (const file of bundling) expect(page).to.include(`\`${file.replaceAll("\\", "/")}\``);
  });
});

describe("docs/node-versions.md", () => {
  const page = read("docs/node-versions.md");

  it("names the versions of engines, .nvmrc and the functions' runtime", () => {
    expect(page).to.include(`\`${runtime}\``);
    expect(page).to.include(`| ${read(".nvmrc").trim()}      | recommended`);
    expect(packages.engines["node"]).to.equal(`>=${/supported from ([\d.]+),/.exec(page)![1]}.0`);
  });

  it("holds for every package", () => {
    const folders = readdirSync(join(root, "packages"), { withFileTypes: true }).filter((each) => each.isDirectory());
    const files = folders
      .map(({ name }) => `packages/${name}/package.json`)
      .filter((file) => existsSync(join(root, file)));
    expect(files).to.include.members(["packages/api-tools/package.json", "packages/local-cloud/package.json"]);
    for (const file of files) {
      expect((JSON.parse(read(file)) as typeof packages).engines, file).to.deep.equal(packages.engines);
    }
  });
});

describe("docs/decisions.md", () => {
  it("gives each decision a status, a date, its context and its consequences", () => {
    const records = read("docs/decisions.md").split(/^## /m).slice(1);
    expect(records).to.have.length.greaterThan(20);
    for (const record of records) {
      const [title, , status] = record.split("\n");
      expect(status, title).to.match(/^(?:Accepted|Replaced), \d{4}-\d{2}-\d{2}\.(?: Revised \d{4}-\d{2}-\d{2}\.)?$/);
      expect(record, title).to.match(/^\*\*Context\.\*\* [^]+^\*\*Decision(?:\.| and consequences\.)\*\*/m);
      expect(record, title).to.match(/\*\*(?:Consequences|Decision and consequences)\.\*\*/);
    }
  });
});

describe("docs/domain.md", () => {
  it("converts a certificate's record to a change that Route 53 accepts", () => {
    const [, script = ""] = /node -e '([^']+)'/.exec(blocks("docs/domain.md", "sh").join("\n")) ?? [];
    const record = { Name: "_a.api.example.com.", Type: "CNAME", Value: "_b.acm-validations.aws." };
    const change = execFileSync("node", ["-e", script], { input: JSON.stringify(record) });
    expect(JSON.parse(change.toString())).to.deep.equal({
      Changes: [
        {
          Action: "UPSERT",
          ResourceRecordSet: {
            Name: record.Name,
            Type: "CNAME",
            TTL: 300,
            ResourceRecords: [{ Value: record.Value }],
          },
        },
      ],
    });
  });
});

describe("docs/from-a-handmade-api.md", () => {
  it("checks a program in the style of tutorials", async () => {
    const [, options = ""] = /npm start -- (--program \S+ --check)/.exec(read("docs/from-a-handmade-api.md")) ?? [];
    const { code, stdout } = await withProgram(handmade, (dir) => {
      // Without a package.json of its own, the callback would include the packages of this project.
      writeFileSync(join(dir, "package.json"), '{"name":"handmade"}');
      return finish(options.split(" ").map((option) => (option === "../tutorial" ? dir : option)));
    });
    expect([code, /(\d+) of (\d+) routes can answer/.exec(stdout)?.[0]]).to.deep.equal([0, "1 of 1 routes can answer"]);
  });

  it("imports the table and the keys that its setting names", async () => {
    const [block = ""] = blocks("docs/from-a-handmade-api.md", "yaml");
    const [[key, value] = []] = Object.entries(parse(block) as Record<string, { tables: object; keys: object }>);
    const program = await declare({ stack: "prod", config: [`${key}=${JSON.stringify(value)}`] });
    const imported = program.resources.map(({ options }) => options.importId).filter((id) => id !== "");
    expect(imported).to.have.members([...Object.values(value!.tables), ...Object.values(value!.keys)]);
  });
});
