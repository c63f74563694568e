"use strict";
/** The console's page: one bundle for browsers, with the files that it loads beside it. */
const { cpSync } = require("node:fs");
const { join } = require("node:path");

const page = join(__dirname, "src", "console", "page");

/** Programs that are ES modules are loaded by `import()`. */
exports.importsModules = true;

const engine = join(__dirname, "..", "dynamodb", "index.ts");

/** The command line is one file with the engine, which loads in half the time of its 700 modules. */
exports.bundled = {
  entry: join("src", "main.ts"),
  outfile: join("src", "bundle", "main.js"),
  alias: { "@onemachine/dynamodb": engine },
};

exports.excluded = (file) => file.startsWith(page);

/** The engine is another package, which a tarball cannot depend on. */
exports.bundle = (dist) =>
  require("esbuild").buildSync({
    entryPoints: [engine],
    outfile: join(dist, "src", "kernel", "dynamodbPackage.js"),
    allowOverwrite: true,
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "error",
  });

exports.assets = (outdir) => {
  const built = join(outdir, "src", "console", "page");
  cpSync(page, built, { recursive: true, filter: (file) => !/\.ts$|\/tsconfig\.json$/.test(file) });
  const options = require(join(page, "build.json"));
  require("esbuild").buildSync({
    ...options,
    entryPoints: [join(page, "main.ts")],
    outfile: join(built, "main.js"),
  });
};
