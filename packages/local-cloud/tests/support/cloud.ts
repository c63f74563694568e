import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalCloud, type CloudOptions } from "../../src/cloud";
import { Faults } from "../../src/kernel/faults";
import { readProject } from "../../src/program/project/readProject";
import type { LogEvent } from "../../src/kernel/facts/logSink";
import { Usage } from "../../src/readers/usage";
import { logReader } from "./logs";
import { root } from "./program";

export interface TestCloud {
  readonly cloud: LocalCloud;
  /** Root URL of the first stage. */
  readonly apiUrl: string;
  readonly logs: LogEvent[];
  readonly usage: Usage;
  stop(): Promise<void>;
}

export function writeProject(dir: string): void {
  writeFileSync(join(dir, "Pulumi.yaml"), "name: small\nruntime: nodejs\nmain: index.ts\n");
  writeFileSync(join(dir, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-central-1\n");
}

/** Returns a complete index.ts around statements that use `aws` and `pulumi`. */
export function programSource(source: string): string {
  const imports = 'import * as aws from "@pulumi/aws";\nimport * as pulumi from "@pulumi/pulumi";\n';
  return `${imports}${source}\nvoid aws; void pulumi;\n`;
}

/** Writes a program into a folder for the duration of the work. @param index its index.ts */
export async function withProgram<T>(index: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = programFolder(index);
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Inside the project, so that the program can import its packages. */
function programFolder(index: string): string {
  const dir = mkdtempSync(join(root, "packages", "local-cloud", "tests", "tmp-"));
  writeProject(dir);
  writeFileSync(join(dir, "index.ts"), index);
  return dir;
}

/** Options of a run, and further files of its program by name. */
type ProgramOptions = Partial<CloudOptions> & { readonly files?: Readonly<Record<string, string>> };

/** Runs a small Pulumi program in this process. @param source statements that use aws and pulumi. */
export async function startProgram(
  source: string,
  faults: readonly string[] = [],
  { files = {}, ...options }: ProgramOptions = {},
): Promise<TestCloud> {
  const dir = programFolder(programSource(source));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const remove = () => rmSync(dir, { recursive: true, force: true });
  const logs: LogEvent[] = [];
  const usage = new Usage();
  try {
    const cloud = await LocalCloud.start(readProject(dir, "dev", []), {
      host: "127.0.0.1",
      port: 0,
      readers: [logReader((event) => logs.push(event)), usage.read],
      faults: new Faults(faults),
      ...options,
    });
    const stage = cloud.program.resources.find(({ type }) => type === "aws:apigateway/stage:Stage");
    return {
      cloud,
      apiUrl: String(stage?.state["invokeUrl"]),
      logs,
      usage,
      stop: async () => {
        await cloud.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

export interface SmallApi {
  /** CommonJS source with `exports.handler`. */
  readonly handler: string;
  readonly runtime?: string;
  /** Further properties of the function, as source. */
  readonly functionArgs?: string;
  /** Statements of the role's policy, as source. */
  readonly statements?: string;
  /** Properties of the permission, as source. By default, the gateway may call the alias. */
  readonly permission?: string;
  /** Target of the integration, as source; defaults to the alias. */
  readonly uri?: string;
  /** Further statements. */
  readonly more?: string;
}

/** Declares a function behind `ANY /{proxy+}`, which most tests of the local cloud use. */
export function smallApi(api: SmallApi): string {
  const logs = `{ Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" }`;
  const policy = `{ Version: "2012-10-17", Statement: ${api.statements ?? "[]"}.concat([${logs}]) }`;
  return `
const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("policy", { role: role.name, policy: JSON.stringify(${policy}) });
const fn = new aws.lambda.Function("fn", {
  role: role.arn, runtime: ${JSON.stringify(api.runtime ?? "nodejs24.x")}, handler: "index.handler", publish: true,
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(api.handler)}) }),
  ${api.functionArgs ?? ""}
});
const alias = new aws.lambda.Alias("alias", { name: "live", functionName: fn.name, functionVersion: fn.version });
const document = (uri: string) => JSON.stringify({
  openapi: "3.0.1", info: { title: "small", version: "1" },
  paths: { "/{proxy+}": { "x-amazon-apigateway-any-method": {
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri },
  } } },
});
const api = new aws.apigateway.RestApi("api", { body: pulumi.output(${api.uri ?? "alias.invokeArn"}).apply(document) });
new aws.lambda.Permission("permission", ${
    api.permission ??
    "{ action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', function: fn.name, qualifier: alias.name }"
  });
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "test" });
${api.more ?? ""}`;
}
