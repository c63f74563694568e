import { expect } from "chai";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { bundleAll } from "../../api/packaging/bundle";
import type { PackageModule } from "../../api/packaging/packageModules";
import { budgetFile, measuredBudget, type ArchiveBudget } from "../support/budget";
import { root } from "../support/program";

/** Returns a line for each archive that takes more than its budget, with the packages that grew. */
function grown(now: Record<string, ArchiveBudget>, budgets: Record<string, ArchiveBudget>): string[] {
  return Object.entries(now).flatMap(([name, { gzipped, packages }]) => {
    const budget = budgets[name] ?? { gzipped: 0, packages: {} };
    // A percent for other versions of zlib.
    if (gzipped <= budget.gzipped * 1.01) return [];
    const larger = Object.entries(packages)
      .filter(([each, bytes]) => bytes > (budget.packages[each] ?? 0))
      .map(([each, bytes]) => `${each} ${budget.packages[each] ?? 0} → ${bytes}`);
    return [`${name}: ${budget.gzipped} → ${gzipped} bytes gzipped (${larger.join(", ")})`];
  });
}

/** Imports of a route that uses one table. */
const imported: readonly PackageModule[] = [
  module("@aws-lambda-powertools/logger", ["Logger"]),
  module("@aws-sdk/client-dynamodb", ["DynamoDBClient"]),
  module("@aws-sdk/lib-dynamodb", ["DynamoDBDocumentClient", "GetCommand"]),
];

function module(name: string, names: readonly string[]): PackageModule {
  return { specifier: name, package: name, source: name, names, isNamespace: false };
}

async function bundle() {
  return (await bundleAll([imported], root))[0]!;
}

describe("the bundle of an archive", () => {
  it("stays within the budget of its route (npm run approve after a growth that is meant)", async () => {
    const budgets = JSON.parse(readFileSync(budgetFile, "utf8")) as Record<string, ArchiveBudget>;
    expect(grown(await measuredBudget(), budgets)).to.deep.equal([]);
  });

  it("names the archive and the packages that grew when it does not", () => {
    const budget = { read: { gzipped: 10, packages: { a: 5, b: 5 } } };
    expect(grown({ read: { gzipped: 20, packages: { a: 5, b: 6, c: 9 } } }, budget)).to.deep.equal([
      "read: 10 → 20 bytes gzipped (b 5 → 6, c 0 → 9)",
    ]);
  });

  it("loads no module of Node's that a function can do without at its start", async () => {
    const required = new Set<string>();
    await loaded((name) => required.add(name.replace("node:", "")));
    expect([...required].sort()).to.deep.equal(["console", "crypto", "fs", "https", "os", "process", "stream"]);
  });

  it("imports nothing dynamically, which would load all of Node's fetch at the first request", async () => {
    expect((await bundle()).text).not.to.match(/\bimport\(/);
  });

  it("contains no paginator that the route does not import", async () => {
    expect((await bundle()).text).not.to.match(/ScanCommand|QueryCommand/);
  });

  it("fails by name where it reaches what was left out: endpoint discovery", async () => {
    const { DynamoDBClient } = await loaded();
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const client = new DynamoDBClient({ region: "eu-central-1", credentials, endpointDiscoveryEnabled: true });
    const config = client.config as { endpointCache: { get(key: string): unknown } };
    expect(() => config.endpointCache.get("key")).to.throw("endpoint discovery is not part of this bundle");
    client.destroy();
  });

  it("resolves the endpoint of every region as the complete client does", async () => {
    const { DynamoDBClient } = await loaded();
    const complete = createRequire(__filename)("@aws-sdk/client-dynamodb") as Record<string, any>;
    const file = "node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js";
    const regions = [...readFileSync(join(root, file), "utf8").matchAll(/^ {16}"([\w-]+)": \{$/gm)].map(
      ([, name]) => name,
    );
    expect(regions).to.include.members(["eu-central-1", "cn-north-1", "us-gov-west-1", "aws-global"]);
    for (const Region of [...regions, "eu-new-9", "nowhere"]) {
      const [short, whole] = [DynamoDBClient, complete["DynamoDBClient"]].map((Client) => {
        const client = new Client({ region: "eu-central-1" });
        client.destroy();
        return client.config.endpointProvider({ Region, UseFIPS: false, UseDualStack: false }).url.href as string;
      });
      expect(short, Region).to.equal(whole);
    }
  });

  const errors = ["TableNotFoundException", "LimitExceededException", "ConditionalCheckFailedException"];
  for (const name of errors) {
    it(`keeps name, message and status of an error: ${name}`, async () => {
      const { DynamoDBClient, DynamoDBDocumentClient, GetCommand } = await loaded();
      const body = Buffer.from(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "why" }));
      const headers = { "content-type": "application/x-amz-json-1.0" };
      const requestHandler = { handle: () => Promise.resolve({ response: { statusCode: 400, headers, body } }) };
      const credentials = { accessKeyId: "a", secretAccessKey: "b" };
      const client = DynamoDBDocumentClient.from(
        new DynamoDBClient({ region: "eu-central-1", credentials, requestHandler, maxAttempts: 1 }),
      );
      const error = await client
        .send(new GetCommand({ TableName: "t", Key: { id: "a" } }))
        .catch((each: Error) => each);
      expect([error.name, error.message, error.$fault, error.$metadata.httpStatusCode]).to.deep.equal([
        name,
        "why",
        "client",
        400,
      ]);
      expect(error).to.be.instanceOf(Error);
    });
  }

  it("reads the credentials of its environment once, as the complete client does", async () => {
    const variables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
    const before = { ...process.env };
    const complete = createRequire(__filename)("@aws-sdk/client-dynamodb") as Record<string, any>;
    const { DynamoDBClient, GetItemCommand } = complete;
    try {
      for (const Client of [(await loaded())["DynamoDBClient"], DynamoDBClient]) {
        const keys: string[] = [];
        const handle = ({ headers }: { headers: Record<string, string> }) => {
          keys.push(/Credential=(\w+)/.exec(headers["authorization"]!)![1]!);
          return Promise.resolve({ response: { statusCode: 200, headers: {}, body: Buffer.from("{}") } });
        };
        const client = new Client({ region: "eu-central-1", requestHandler: { handle } });
        for (const key of ["first", "second"]) {
          for (const name of variables) process.env[name] = key;
          await client.send(new GetItemCommand({ TableName: "t", Key: { id: { S: "a" } } }));
        }
        expect(keys).to.deep.equal(["first", "first"]);
      }
    } finally {
      for (const name of variables) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });

  it("keeps a client's options as fields, which the SDK copies in each call", async () => {
    setFlagsFromString("--allow-natives-syntax");
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the compiler does not know V8's functions
    const hasFields = new Function("options", "return %HasFastProperties(options)") as (options: object) => boolean;
    setFlagsFromString("--no-allow-natives-syntax");
    const { DynamoDBClient, GetCommand, DynamoDBDocumentClient } = await loaded();
    const handle = () => Promise.resolve({ response: { statusCode: 200, headers: {}, body: Buffer.from("{}") } });
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ region: "eu-central-1", credentials, requestHandler: { handle } }),
    );
    for (let i = 0; i < 50; i += 1) await client.send(new GetCommand({ TableName: "t", Key: { id: "a" } }));
    expect(hasFields(client.config)).to.equal(true);
  });

  it("fails by name where it reaches what was left out: the region of an instance", async () => {
    const { AWS_REGION: region } = process.env;
    delete process.env["AWS_REGION"];
    const { DynamoDBClient } = await loaded();
    const client = new DynamoDBClient({}) as { config: { region(): Promise<string> }; destroy(): void };
    const message = await client.config.region().catch((error: Error) => error.message);
    if (region !== undefined) process.env["AWS_REGION"] = region;
    expect(message).to.equal("Region is missing");
    client.destroy();
  });
});

/** Returns what the bundle exports, loaded from its text. @param onRequire receives each module that it requires. */
async function loaded(onRequire: (name: string) => void = () => undefined): Promise<Record<string, any>> {
  const { text } = await bundle();
  const module = { exports: {} };
  const own = createRequire(__filename);
  const require = (name: string): unknown => {
    onRequire(name);
    return own(name);
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the bundle is text until it is in an archive
  new Function("require", "module", "exports", text)(require, module, module.exports);
  return module.exports;
}
