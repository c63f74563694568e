import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import ts from "typescript";
import { packager } from "../../api/packaging/archive";
import { resource, type Route } from "../../api/route/resource";
import type { Declared } from "@onemachine/local-cloud";
import { loadFunction } from "../support/artefact";
import { root } from "../support/program";

/** Packages of a project, each with a different kind of module. Texts, keyed by path. */
const packages: Readonly<Record<string, string>> = {
  "cjs-function/index.js": "module.exports = (name) => `hello ${name}`; module.exports.twice = (n) => n * 2;",
  "cjs-names/index.js": "exports.used = () => 'used'; exports.unused = () => 'unused text';",
  "cjs-compiled/index.js":
    "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = () => 'default'; exports.named = () => 'named';",
  "dual/package.json": JSON.stringify({
    exports: {
      ".": { import: "./index.mjs", require: "./index.cjs" },
      "./deep": { import: "./deep.mjs", require: "./deep.cjs" },
    },
  }),
  "dual/index.mjs":
    "export const used = () => 'used'; export const unused = () => 'unused text'; export default () => 'default';",
  "dual/index.cjs":
    "Object.defineProperty(exports, '__esModule', { value: true }); exports.used = () => 'used'; exports.unused = () => 'unused text'; exports.default = () => 'default';",
  "dual/deep.mjs": "export const deep = () => 'deep';",
  "dual/deep.cjs": "exports.deep = () => 'deep';",
  "module-field/package.json": JSON.stringify({ main: "lib/main.js", module: "es/main.js" }),
  "module-field/lib/main.js": "exports.used = () => 'used'; exports.unused = () => 'unused text';",
  "module-field/es/main.js": "export const used = () => 'used'; export const unused = () => 'unused text';",
  "@scope/files/index.js": "module.exports = {};",
  "@scope/files/get.js": "module.exports = (value, name) => value[name];",
  "@scope/files/data.json": '{ "answer": 42 }',
  "requires/index.js":
    "const hello = require('cjs-function'); exports.greet = () => hello('you'); exports.url = () => __filename;",
  "es-url/package.json": JSON.stringify({ exports: { ".": { import: "./index.mjs", require: "./index.cjs" } } }),
  "es-url/index.mjs": "export const protocol = () => new URL(import.meta.url).protocol;",
  "es-url/index.cjs": "exports.protocol = () => 'file:';",
  "same-names/index.js": "exports.used = () => 'the other used';",
  "native/index.js": "exports.hash = (text) => require('node-gyp-build')(__dirname).hash(text);",
  "native-computed/index.js": "exports.load = (name) => require(`./build/${name}.node`);",
  "native-computed/binding.gyp": "{}",
  "broken/package.json": JSON.stringify({ exports: { ".": { import: "./index.mjs", require: "./index.cjs" } } }),
  "broken/index.mjs": "export const value = await 1;",
  "broken/index.cjs": "exports.value = 1;",
  "not-listed/index.js": "exports.used = 1;",
};

let project: string;

before(() => {
  project = mkdtempSync(join(tmpdir(), "imports-"));
  for (const [path, text] of Object.entries(packages)) {
    const file = join(project, "node_modules", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const linked = ["@aws-lambda-powertools", "@aws-sdk", "@smithy", "@aws", "zod", "yaml"];
  for (const name of linked) symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name));
  const names = Object.keys(packages).map((path) => /^(?:@[^/]+\/)?[^/]+/.exec(path)![0]);
  const listed = ["@aws-lambda-powertools/logger", "@aws-sdk/client-lambda", "@aws-sdk/lib-dynamodb", "zod", "yaml"];
  const dependencies = [...names.filter((name) => name !== "not-listed"), ...listed].map((name) => [name, "1.0.0"]);
  writeFileSync(join(project, "package.json"), JSON.stringify({ dependencies: Object.fromEntries(dependencies) }));
});
after(() => rmSync(project, { recursive: true }));

let files = 0;

/** Creates a route from TypeScript source that exports `callbackFactory`. */
function written(source: string): Route {
  const text = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2021, esModuleInterop: true },
  }).outputText;
  files += 1;
  const file = join(project, `callback${files}.js`);
  writeFileSync(file, text);
  const { callbackFactory } = createRequire(file)(file) as Pick<Route, "callbackFactory">;
  const { routes } = resource({}, (route) => [
    route({
      name: "read",
      method: "GET",
      path: "/read",
      access: {},
      summary: "Reads",
      responses: { 200: { description: "ok" } },
      callbackFactory: callbackFactory as never,
    }),
  ]);
  return routes[0];
}

const callback = (answer: string) =>
  `export const callbackFactory = () => async () => ({ statusCode: 200, body: { answer: await (${answer}) } });`;

async function pack(route: Route, packRoute = packager(project)): Promise<Record<string, string>> {
  const assets = (await packRoute(route).assets) as Record<string, pulumi.asset.StringAsset>;
  const entries = Object.entries(assets).map(async ([path, asset]) => [path, await asset.text] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Returns the answer of a callback that runs from its archive alone. */
async function answerOf(archive: Record<string, string>): Promise<unknown> {
  const assets = Object.entries(archive).map(([path, text]) => [path, new pulumi.asset.StringAsset(text)] as const);
  const code = new pulumi.asset.AssetArchive(Object.fromEntries(assets));
  const fn = { name: "read", inputs: { code, handler: "__index.handler", runtime: "nodejs24.x" } };
  const artefact = await loadFunction(fn as unknown as Declared, {});
  try {
    return (await artefact.answer({})).json.answer;
  } finally {
    await artefact.stop();
  }
}

const refusalOf = (source: string) =>
  pack(written(source)).then(
    () => "nothing",
    (error: Error) => error.message.replace(/ \(\S+:\d+\)/, " (FILE)"),
  );

describe("a callback imports", () => {
  const forms: readonly [form: string, source: string, answer: unknown][] = [
    ["names of CommonJS", `import { used } from "cjs-names"; ${callback("used()")}`, "used"],
    ["a name under another name", `import { used as u } from "cjs-names"; ${callback("u()")}`, "used"],
    [
      "the default of CommonJS, a function",
      `import hello from "cjs-function"; ${callback("hello('you')")}`,
      "hello you",
    ],
    ["the default with its properties", `import hello from "cjs-function"; ${callback("hello.twice(2)")}`, 4],
    ["the default of compiled CommonJS", `import d from "cjs-compiled"; ${callback("d()")}`, "default"],
    [
      "the default and a name together",
      `import d, { named } from "cjs-compiled"; ${callback("[d(), named()]")}`,
      ["default", "named"],
    ],
    ["a namespace of CommonJS", `import * as lib from "cjs-names"; ${callback("lib.used()")}`, "used"],
    [
      "a namespace as an object",
      `import * as lib from "cjs-names"; ${callback("Object.keys(lib)")}`,
      ["used", "unused", "default"],
    ],
    ["a namespace by an expression", `import * as lib from "cjs-names"; ${callback("lib['us' + 'ed']()")}`, "used"],
    ["a namespace of compiled CommonJS", `import * as lib from "cjs-compiled"; ${callback("lib.named()")}`, "named"],
    ["a module by import =", `import lib = require("cjs-function"); ${callback("lib('you')")}`, "hello you"],
    ["a module by import()", callback("import('cjs-names').then(({ used }) => used())"), "used"],
    [
      "a name, and the same module by import()",
      `import { used } from "cjs-names"; ${callback("import('cjs-names').then((lib) => [used(), lib.used()])")}`,
      ["used", "used"],
    ],
    ["names of a package with ES modules", `import { used } from "dual"; ${callback("used()")}`, "used"],
    ["the default of a package with ES modules", `import d from "dual"; ${callback("d()")}`, "default"],
    ["a path that a package exports", `import { deep } from "dual/deep"; ${callback("deep()")}`, "deep"],
    ["names of a package with a module field", `import { used } from "module-field"; ${callback("used()")}`, "used"],
    ["a file of a package with a scope", `import get from "@scope/files/get"; ${callback("get({ a: 1 }, 'a')")}`, 1],
    ["JSON", `import data from "@scope/files/data.json"; ${callback("data.answer")}`, 42],
    ["CommonJS that requires a function", `import { greet } from "requires"; ${callback("greet()")}`, "hello you"],
    ["ES modules with import.meta.url", `import { protocol } from "es-url"; ${callback("protocol()")}`, "file:"],
    [
      "the same name of two packages",
      `import { used } from "cjs-names"; import { used as other } from "same-names"; ${callback("[used(), other()]")}`,
      ["used", "the other used"],
    ],
    [
      "Node.js's modules in three forms",
      `import * as path from "node:path"; import os from "os"; import { createHash } from "node:crypto";
       ${callback("[path.join('a', 'b'), typeof os.cpus, typeof createHash]")}`,
      ["a/b", "function", "function"],
    ],
    ["zod", `import { z } from "zod"; ${callback("z.object({ a: z.string() }).parse({ a: 'b' })")}`, { a: "b" }],
    ["zod as a namespace", `import * as z from "zod"; ${callback("z.string().parse('b')")}`, "b"],
    ["yaml", `import { parse } from "yaml"; ${callback("parse('a: [1]')")}`, { a: [1] }],
    [
      "a client of AWS as a namespace",
      `import * as lambda from "@aws-sdk/client-lambda"; ${callback("new lambda.LambdaClient({}).config.serviceId")}`,
      "Lambda",
    ],
  ];
  for (const [form, source, answer] of forms) {
    it(form, async () => {
      expect(await answerOf(await pack(written(source)))).to.deep.equal(answer);
    });
  }

  describe("functions that archives bundle", () => {
    const file = JSON.stringify(join(root, "api/http/serverSentEvents"));
    const imported = `import { serverSentEvent } from ${file};`;
    const event = "data: 1\n\n";
    const forms: readonly [form: string, source: string, answer: unknown][] = [
      ["by name", `${imported} ${callback("serverSentEvent({ data: 1 })")}`, event],
      ["under another name", `import { serverSentEvent as e } from ${file}; ${callback("e({ data: 1 })")}`, event],
      ["as a namespace", `import * as events from ${file}; ${callback("events.serverSentEvent({ data: 1 })")}`, event],
      [
        "in an object and by name",
        `${imported} const own = { write: serverSentEvent };
         ${callback("[own.write({ data: 1 }), serverSentEvent({ data: 2 })]")}`,
        [event, "data: 2\n\n"],
      ],
      [
        "as values",
        `${imported} import { checkValue } from ${JSON.stringify(join(root, "api/http/check"))};
         ${callback("[serverSentEvent, checkValue].map((each) => each.length)")}`,
        [1, 3],
      ],
      [
        "beside functions of its own with the same name",
        `${imported} const other = { serverSentEvent: () => "own" };
         ${callback("[other.serverSentEvent(), serverSentEvent({ data: 1 })]")}`,
        ["own", event],
      ],
      [
        "beside a text that looks like such an import",
        `${imported} ${callback("[serverSentEvent({ data: 1 }), 'require(\"program:serverSentEvent\")']")}`,
        [event, 'require("program:serverSentEvent")'],
      ],
    ];
    for (const [form, source, answer] of forms) {
      it(form, async () => {
        const archive = await pack(written(source));
        expect(archive["__index.js"]).not.to.include("contains a line break");
        expect(archive["runtime.js"]).to.include("contains a line break");
        expect(await answerOf(archive)).to.deep.equal(answer);
      });
    }
  });

  for (const name of ["dual", "module-field"]) {
    for (const source of [
      `import { used } from "${name}"; ${callback("used()")}`,
      `import * as lib from "${name}"; ${callback("lib.used()")}`,
    ]) {
      it(`only what it uses: ${source.split(";")[0]}`, async () => {
        const { "runtime.js": bundle } = await pack(written(source));
        expect(bundle).to.include("used").and.not.include("unused text");
      });
    }
  }
});

describe("the archive of a callback", () => {
  for (const [helper, answer, result] of [
    ["__importStar", "import('cjs-names').then(({ used }) => used())", "used"],
    ["__classPrivateFieldGet", "new (class { #one = 1; read() { return this.#one; } })().read()", 1],
  ] as const) {
    it(`contains ${helper} where a package, such as tslib, defines it as a global too`, async () => {
      const globals = globalThis as Record<string, unknown>;
      const route = written(callback(answer));
      globals[helper] = () => undefined;
      try {
        expect(await answerOf(await pack(route))).to.deep.equal(result);
      } finally {
        delete globals[helper];
      }
    });
  }

  const source = `import { used } from "cjs-names"; ${callback("used()")}`;

  it("has the same bytes each time", async () => {
    const route = written(source);
    const first = await pack(route);
    expect(await pack(route)).to.deep.equal(first);
    // Builds another bundle at the same time.
    const packRoute = packager(project);
    const other = written(`import { parse } from "yaml"; ${callback("parse('a')")}`);
    expect((await Promise.all([pack(route, packRoute), pack(other, packRoute)]))[0]).to.deep.equal(first);
  });

  it("contains the text of a callback that looks like an import", async () => {
    const line = 'const lib_1 = require("cjs-names");';
    const looking = `import { used } from "cjs-names"; ${callback("[used(), `\n" + line + "\n`]")}`;
    expect(await answerOf(await pack(written(looking)))).to.deep.equal(["used", `\n${line}\n`]);
  });

  it("lists its packages with their bytes in the first line of the bundle", async () => {
    const { "runtime.js": bundle = "" } = await pack(written(source));
    const [, contents = "{}"] = /^\/\/ (.*)$/m.exec(bundle) ?? [];
    expect(Object.keys(JSON.parse(contents) as object)).to.include.members([
      "cjs-names",
      "@aws-lambda-powertools/logger",
    ]);
  });

  it("contains event streams where a client uses them, and only there", async () => {
    const streaming = `import { InvokeWithResponseStreamCommand as C } from "@aws-sdk/client-lambda"; ${callback("C.name")}`;
    expect((await pack(written(streaming)))["runtime.js"]).not.to.include("event streams are not part");
  });
});

describe("packaging refuses", () => {
  const cases: readonly [what: string, source: string, sentence: string][] = [
    [
      "a package that package.json does not list",
      `import { used } from "not-listed"; ${callback("used")}`,
      "route read imports not-listed/index.js, which package.json does not list in dependencies: npm install --save-exact not-listed",
    ],
    [
      "a name that a package does not export",
      `import { missing } from "cjs-names"; ${callback("missing()")}`,
      "route read imports cjs-names/index.js, which does not export missing",
    ],
    [
      "a file of the program by require",
      callback("require('./store').get()"),
      "route read imports ./store by require or import() in a function: import it at the top of the file, with an import declaration",
    ],
    [
      "a module that an expression names",
      callback("require(process.env.NAME).get()"),
      "route read imports a module that an expression names: write the name of the package",
    ],
    ...["native", "native-computed"].map((name): [string, string, string] => [
      `a native addon: ${name}`,
      `import lib from "${name}"; ${callback("lib")}`,
      `route read imports ${name}: ${name} has a native addon, which no archive can contain; choose a package in JavaScript or WebAssembly, or call a service for it`,
    ]),
    ...[
      "[first(), second()]",
      // A text that requires the function by its own name too.
      "[first(), second(), answerError(400, 'c').message]",
    ].map((answer): [string, string, string] => [
      `bundled functions in two variables of the same name: ${answer}`,
      `import { answerError, bodyText } from ${JSON.stringify(join(root, "api/http/answers"))};
       const first = (() => { const f = bodyText; return () => f("a", "text/plain"); })();
       const second = (() => { const f = answerError; return () => f(400, "b").message; })();
       ${callback(answer)}`,
      "route read (FILE): its callback captures the function bodyText in a variable of another name: call it by its own " +
        "name (docs/decisions.md, Callbacks)",
    ]),
    [
      "a bundled function and a package's in two variables of the same name",
      `import hello from "cjs-function"; import { bodyText } from ${JSON.stringify(join(root, "api/http/answers"))};
       const first = (() => { const f = hello; return () => f("you"); })();
       const second = (() => { const f = bodyText; return () => f("a", "text/plain"); })();
       ${callback("[first(), second()]")}`,
      "route read (FILE): its callback captures the function bodyText in a variable of another name: call it by its own " +
        "name (docs/decisions.md, Callbacks)",
    ],
    [
      "a require of a function that archives do not bundle",
      callback("require('program:nothing')"),
      "route read imports program:nothing, which package.json does not list in dependencies: ",
    ],
    [
      "a package that esbuild cannot bundle",
      `import { value } from "broken"; ${callback("value")}`,
      "route read: esbuild cannot bundle broken: ",
    ],
    ...(
      [
        ["Map", "new Map()", "a Map"],
        ["Set", "new Set()", "a Set"],
        ["Date", "new Date()", "a Date"],
        ["Buffer", "Buffer.from('a')", "a Buffer"],
        ["typed array", "new Uint8Array(1)", "a Uint8Array"],
        ["URL", "new URL('http://a')", "a URL"],
        ["TextEncoder", "new TextEncoder()", "a TextEncoder"],
      ] as const
    ).map(([what, made, article]): [string, string, string] => [
      `a ${what} that is made outside`,
      `const outside = ${made}; ${callback("typeof outside")}`,
      `route read (FILE): its callback captures ${article}, whose contents Pulumi does not serialize: ` +
        "create clients and other objects in callbackFactory, and import what packages export (docs/decisions.md, Callbacks)",
    ]),
    [
      "a schema of zod that is made outside",
      `import { z } from "zod"; const schema = z.string(); ${callback("schema.parse('a')")}`,
      "route read (FILE): its callback captures schema, which ",
    ],
    [
      "a logger that is made outside",
      `import { Logger } from "@aws-lambda-powertools/logger"; const log = new Logger(); ${callback("log.info('a')")}`,
      "route read (FILE): its callback captures an object that a package made (@aws-lambda-powertools/logger",
    ],
  ];
  for (const [what, source, sentence] of cases) {
    it(`${what}, in one sentence`, async () => {
      const refusal = await refusalOf(source);
      expect(refusal.slice(0, sentence.length)).to.equal(sentence);
      expect(refusal).not.to.include("\n");
    });
  }

  it("one route for its own package, and no other", async () => {
    const packRoute = packager(project);
    const good = written(`import { used } from "cjs-names"; ${callback("used()")}`);
    const bad = written(`import lib from "native"; ${callback("lib")}`);
    const [packed, refused] = await Promise.allSettled([pack(good, packRoute), pack(bad, packRoute)]);
    expect([packed.status, refused.status]).to.deep.equal(["fulfilled", "rejected"]);
  });
});
