import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { packager } from "../../api/packaging/archive";
import { checkImports } from "../../api/packaging/imports";
import { runtimeExports } from "../../api/packaging/runtime";
import { routes } from "../../api/routes";
import { resource, type Route } from "../../api/route/resource";
import type { Declared, Program } from "@onemachine/local-cloud";
import { declare, declared, ofType, root } from "../support/program";

async function texts({ inputs }: Declared): Promise<Record<string, string>> {
  const assets = await (inputs["code"] as pulumi.asset.AssetArchive).assets;
  const entries = Object.entries(assets).map(async ([path, asset]) => [
    path,
    await (asset as pulumi.asset.StringAsset).text,
  ]);
  return Object.fromEntries((await Promise.all(entries)) as [string, string][]);
}

async function hashes(program: Program): Promise<Record<string, string>> {
  const functions = ofType(program, "aws:lambda/function:Function");
  const entries = functions.map(async (fn) => {
    const files = Object.entries(await texts(fn)).sort();
    return [fn.name, createHash("sha256").update(JSON.stringify(files)).digest("hex")] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

describe("the archives", () => {
  it("hold the serialized text, one bundle and the shims that lead to it", async () => {
    for (const fn of ofType(await declared("dev"), "aws:lambda/function:Function")) {
      const files = await texts(fn);
      expect(Object.keys(files).sort()).to.deep.equal([
        "__index.js",
        "node_modules/@aws-lambda-powertools/logger/index.js",
        "node_modules/@aws-sdk/client-dynamodb/dist-cjs/index.js",
        "node_modules/@aws-sdk/lib-dynamodb/dist-cjs/index.js",
        "runtime.js",
      ]);
      expect(files["node_modules/@aws-sdk/lib-dynamodb/dist-cjs/index.js"]).to.equal(
        'module.exports = require("../../../../runtime.js");\n',
      );
    }
  });

  it("stay below 80 kB gzipped each", async () => {
    for (const fn of ofType(await declared("dev"), "aws:lambda/function:Function")) {
      const bytes = gzipSync(Object.values(await texts(fn)).join("")).length;
      expect(bytes, fn.name).to.be.below(80_000);
    }
  });

  it("are the same bytes from one run to the next, and from one stack to the other", async () => {
    const first = await hashes(await declared("dev"));
    expect(await hashes(await declare({ stack: "dev" }))).to.deep.equal(first);
    expect(await hashes(await declared("prod"))).to.deep.equal(first);
  });

  it("change for the one callback that changed and for no other", async () => {
    const before = await hashes(await declared("dev"));
    const after = await changed(async () => hashes(await declare({ stack: "dev" })));
    const differing = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(differing).to.deep.equal([`${routes[0]!.name}-function`]);
  });

  it("hold no secret and nothing of the machine that made them", async () => {
    const program = await declared("dev");
    const key = String(program.outputs["apiKeyValue"]!.value);
    for (const fn of ofType(program, "aws:lambda/function:Function")) {
      const all = Object.values(await texts(fn)).join("");
      expect(all.includes(key), "the API key").to.equal(false);
      expect(all.includes(root), "the project's path").to.equal(false);
    }
  });
});

/** Runs `work` with the first route's callback changed, as the loader reads it. */
async function changed<T>(work: () => Promise<T>): Promise<T> {
  const read = fs.readFileSync;
  const mutable = createRequire(__filename)("node:fs") as { readFileSync: unknown };
  const answer = "return { statusCode: 200,";
  let done = false;
  mutable.readFileSync = (path: unknown, ...rest: [never]) => {
    const text: unknown = read(path as string, ...rest);
    if (done || !/[\\/]api[\\/]\w+[\\/]routes\.ts$/.test(String(path))) return text;
    done = true;
    return String(text).replace(answer, `void "changed"; ${answer}`);
  };
  try {
    return await work();
  } finally {
    mutable.readFileSync = read;
  }
}

describe("packaging refuses", () => {
  const refusal = (text: string) => {
    try {
      checkImports("route getItem", text, runtimeExports);
      return undefined;
    } catch (error) {
      return pulumi.RunError.isInstance(error) ? error.message : error;
    }
  };

  it("a callback that captures a client made outside, with its place and the remedy, in three lines", async () => {
    const client = new DynamoDBClient({ region: "eu-central-1" });
    const { routes: written } = resource({}, (route) => [
      route({
        name: "wrong",
        method: "GET",
        path: "/wrong",
        access: {},
        summary: "Captures a client",
        responses: { 200: { description: "ok" } },
        callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const, body: Object.keys(client) }),
      }),
    ]);
    const error = await (packager()(written[0]!).assets as Promise<unknown>).catch((reason: Error) => reason.message);
    expect(error).to.match(
      new RegExp(
        [
          "^route wrong \\(tests/api/packaging\\.test\\.ts:\\d+\\): its callback cannot be serialized",
          "  it captures client, which leads to what is a native code function",
          "  make clients and other objects in callbackFactory, and import what packages have by name [^\n]*$",
        ].join("\n"),
      ),
    );
  });

  it("a name outside the list of runtime exports", () => {
    expect(
      refusal(
        'const lib_1 = require("@aws-sdk/lib-dynamodb/dist-cjs/index.js");\nfunction f() { return new lib_1.TransactWriteCommand({}); }',
      ),
    ).to.equal(
      "route getItem imports TransactWriteCommand from @aws-sdk/lib-dynamodb: add it in api/packaging/runtime.ts",
    );
  });

  it("a name used above its declaration", () => {
    expect(
      refusal(
        'function f() { return (0, lib_1.marshall)({}); }\nconst lib_1 = require("@aws-sdk/lib-dynamodb/dist-cjs/index.js");',
      ),
    ).to.equal("route getItem imports marshall from @aws-sdk/lib-dynamodb: add it in api/packaging/runtime.ts");
  });

  it("a whole module", () => {
    expect(
      refusal(
        'const lib_1 = require("@aws-sdk/lib-dynamodb/dist-cjs/index.js");\nfunction f() { return Object.keys(lib_1); }',
      ),
    ).to.equal("route getItem imports * from @aws-sdk/lib-dynamodb: add it in api/packaging/runtime.ts");
  });

  it("a package that no archive holds", () => {
    expect(refusal('const zod_1 = require("zod/index.cjs");\nfunction f() { return zod_1.z; }')).to.equal(
      "route getItem imports zod/index.cjs: a callback may import Node's own modules and @aws-lambda-powertools/logger, @aws-sdk/client-dynamodb, @aws-sdk/lib-dynamodb (api/packaging/runtime.ts)",
    );
  });

  it("nothing of what Node itself brings", () => {
    expect(refusal('const crypto_1 = require("crypto");\nfunction f() { return crypto_1.randomUUID(); }')).to.equal(
      undefined,
    );
  });

  it("a callback of the program as it is serialized, from a local module", async () => {
    const dir = mkdtempSync(join(root, "tests", "tmp-"));
    try {
      writeFileSync(
        join(dir, "callback.ts"),
        'import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";\nexport const callbackFactory = () => async () => new TransactWriteCommand({ TransactItems: [] });\n',
      );
      const { callbackFactory } = createRequire(__filename)(join(dir, "callback.ts")) as Pick<Route, "callbackFactory">;
      const error = await packager()({ ...routes[0]!, name: "moveItems", callbackFactory }).assets.catch(
        (reason: unknown) => reason,
      );
      expect((error as Error).message).to.equal(
        "route moveItems imports TransactWriteCommand from @aws-sdk/lib-dynamodb: add it in api/packaging/runtime.ts",
      );
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
