import { executionAsyncId } from "node:async_hooks";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { answerError } from "../../api/http/answers";
import { packager } from "../../api/packaging/archive";
import { importsOf } from "../../api/packaging/imports";
import { resource } from "../../api/route/resource";
import { routes } from "../../api/routes";
import type { Declared, Program } from "@onemachine/local-cloud";
import { declare, groupsProgram, ofType, root, shipped } from "../support/program";
import { shippedStack } from "../support/shipped";

async function texts({ inputs }: Pick<Declared, "inputs">): Promise<Record<string, string>> {
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

/** Packages of the archive of a route that uses only tables and no package of its own. */
const ofTables = /^@(?:aws|smithy)\/|^@aws-lambda-powertools\/(?:commons|logger)$|^@aws-sdk\/(?!client-(?!dynamodb$))/;

/** True for a function whose routes all use tables, and nothing else. */
const usesOnlyTables = ({ name }: Declared) => {
  const ofFunction = routes.filter((route) => `${route.group ?? route.name}-function` === name);
  const usesTables = ({ access, declarations }: (typeof routes)[number]) => {
    const used = Object.keys(access).map((each) => declarations[each]!.kind);
    return used.length > 0 && used.every((kind) => kind === "table");
  };
  return ofFunction.length > 0 && ofFunction.every(usesTables);
};

describe("the archives", () => {
  it("hold the serialized text and one bundle, from which the text imports", async () => {
    for (const fn of ofType(await shipped("dev"), "aws:lambda/function:Function")) {
      const { "__index.js": text = "", "runtime.js": bundle, ...others } = await texts(fn);
      // On a line of its own, or in an object.
      const imported = [...text.matchAll(/(?:^const \w+ =|\w:) require\("([^"]+)"\)/gm)].map(([, name]) => name!);
      const packages = imported.filter((name) => !builtinModules.includes(name.replace("node:", "")));
      expect(bundle, fn.name).to.be.a("string");
      // Packages that Pulumi imports by a file have one of their own.
      const bundled = packages.filter((name) => others[`node_modules/${name}`] === undefined);
      expect([...new Set(bundled)], fn.name).to.deep.equal(["./runtime.js"]);
      const required = [...text.matchAll(/(?<![\w.$])require\("([^."][^"]*)"\)/g)].map(([, name]) => name!);
      const files = required.filter((name) => !builtinModules.includes(name.replace("node:", "")));
      expect(Object.keys(others).length, fn.name).to.equal(new Set(files).size);
    }
  });

  it("of routes with tables only stay below 67 kB gzipped each", async () => {
    for (const fn of ofType(await shipped("dev"), "aws:lambda/function:Function").filter(usesOnlyTables)) {
      const files = await texts(fn);
      const contents = JSON.parse(/^\/\/ (.*)$/m.exec(files["runtime.js"]!)![1]!) as object;
      if (Object.keys(contents).some((name) => !ofTables.test(name))) continue;
      const bytes = gzipSync(Object.values(files).join("")).length;
      expect(bytes, fn.name).to.be.below(67_000);
    }
  });

  it("are the same bytes from one run to the next, and from one stack to the other", async () => {
    const first = await hashes(await shipped("dev"));
    expect(await hashes(await declare(shippedStack("dev")))).to.deep.equal(first);
    expect(await hashes(await shipped("prod"))).to.deep.equal(first);
  });

  it("hold no text of a bundled function, also after a program was loaded again", async () => {
    await declare(groupsProgram);
    const { routes: written } = resource({}, (route) => [
      route({
        name: "missing",
        method: "GET",
        path: "/missing",
        access: {},
        summary: "Reads nothing",
        responses: { 200: { description: "ok" } },
        callbackFactory: () => () =>
          Promise.resolve({ statusCode: 200 as const, body: answerError(404, "not found").message }),
      }),
    ]);
    const { "__index.js": text } = await texts({ inputs: { code: packager()(written[0]) } });
    expect(text).to.include('answerError: require("./runtime.js").answerError').and.not.include("new Error(message)");
  });

  it("leave what the program serializes itself, such as a CallbackFunction, without imports of a bundle", async () => {
    const own = () => answerError(404, "not found");
    const [{ text }] = await Promise.all([
      pulumi.runtime.serializeFunction(own),
      packager()(routes[0]!).assets,
      packager()(routes.at(-1)!).assets,
    ]);
    expect(text).to.include("new Error(message)").and.not.include("program:");
  });

  it("leave no trace in later promises of the process", async () => {
    // Promises have ids while any AsyncLocalStorage is active.
    const isFollowed = async () => {
      await Promise.resolve();
      return executionAsyncId() !== 0;
    };
    const before = await isFollowed();
    await packager()(routes[0]!).assets;
    expect(await isFollowed()).to.equal(before);
  });

  it("change for the one callback that changed and for no other", async () => {
    const before = await hashes(await declare(groupsProgram));
    const after = await changed(async () => hashes(await declare(groupsProgram)));
    const differing = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(differing).to.deep.equal(["writeThing-function"]);
  });

  it("hold no secret and nothing of the machine that made them", async () => {
    const program = await shipped("dev");
    const key = String(program.outputs["apiKeyValue"]!.value);
    for (const fn of ofType(program, "aws:lambda/function:Function")) {
      const all = Object.values(await texts(fn)).join("");
      expect(all.includes(key), "the API key").to.equal(false);
      expect(all.includes(root), "the project's path").to.equal(false);
    }
  });
});

/** Runs `work`. During it, reading the routes of the program returns a changed callback of writeThing. */
async function changed<T>(work: () => Promise<T>): Promise<T> {
  const read = fs.readFileSync;
  const mutable = createRequire(__filename)("node:fs") as { readFileSync: unknown };
  const answer = "{ statusCode: 204 as const }";
  mutable.readFileSync = (path: unknown, ...rest: [never]) => {
    const text: unknown = read(path as string, ...rest);
    if (path !== join(groupsProgram.program, "routes.ts")) return text;
    return String(text).replace(answer, "{ statusCode: 204 as const, headers: { Changed: 'yes' } }");
  };
  try {
    return await work();
  } finally {
    mutable.readFileSync = read;
  }
}

describe("packaging refuses", () => {
  it("a callback that captures a client made outside, with its place and the remedy", async () => {
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
    const error = await (packager()(written[0]).assets as Promise<unknown>).catch((reason: Error) => reason.message);
    expect(String(error).replace(/:\d+\)/, ":LINE)")).to.equal(
      "route wrong (tests/api/packaging.test.ts:LINE): its callback captures client, which leads to what is a native code " +
        "function: create clients and other objects in callbackFactory, and import what packages export " +
        "(docs/decisions.md, Callbacks)",
    );
  });
});

describe("the imports of a serialized text", () => {
  const lib = 'const lib_1 = require("lib");\n';
  const cases: readonly [what: string, text: string, names: readonly string[] | "*"][] = [
    ["a name that is read", `${lib}function f() { return new lib_1.Command({}); }`, ["Command"]],
    ["names in order, once", `${lib}lib_1.b(); lib_1.a(); lib_1.b();`, ["a", "b"]],
    ["a name that is read with ?.", `${lib}lib_1?.a;`, ["a"]],
    ["a name above the declaration", `function f() { return (0, lib_1.marshall)({}); }\n${lib}`, ["marshall"]],
    ["a module that is passed on", `${lib}Object.keys(lib_1);`, "*"],
    ["no name of a key", `${lib}with({ lib_1: lib_1.a }) {}`, ["a"]],
    ["no name of another variable", `${lib}lib_10.b(); lib_1.a();`, ["a"]],
    ["a namespace's names", 'const z = require("lib");\nz.string(); z["number"]();', ["number", "string"]],
    ["no word of a comment or a text", 'const lib = require("lib");\n// the lib\n"lib"; `lib`; lib.a();', ["a"]],
    ["no property of the same name", 'const lib = require("lib");\nother.lib(); ({ lib: 1 }); lib.a();', ["a"]],
    ["a namespace that is passed on", 'const lib = require("lib");\nf(lib); lib.a();', "*"],
    ["a namespace by an expression", 'const lib = require("lib");\nlib[name]();', "*"],
    ["a module in an object", 'var x = {};\nx.default = require("lib");', "*"],
  ];
  for (const [what, text, names] of cases) {
    it(`are ${what}`, async () => {
      expect((await importsOf(text)).map((each) => [each.specifier, each.names])).to.deep.equal([["lib", names]]);
    });
  }

  it("leave Node.js's own modules out", async () => {
    const own = 'const a = require("crypto");\nconst b = require("node:test");\na.b; b.c; require("node:fs");';
    expect(await importsOf(own)).to.deep.equal([]);
  });

  it("take linear time", async () => {
    // Work that is not linear would not end within the timeout of the test.
    const [found] = await importsOf(`${lib}${"lib_1.a(); ".repeat(100_000)}`);
    expect(found!.names).to.deep.equal(["a"]);
    const code =
      "function __f(__0) {\n  return (function() {\n  }).apply(undefined, arguments).apply(this, arguments);\n}\n";
    const bundled = 'var __x = {handler: require("program:handler")};\n';
    const [handler] = await importsOf((code + bundled).repeat(20_000));
    expect([handler!.specifier, handler!.names]).to.deep.equal(["program:handler", ["handler"]]);
  });
});
