import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";
import { importCycles } from "./.ci/importCycles.mjs";
import { markdownText, plainComments, shortSentences } from "./.ci/plainProse.mjs";

/** Folders of `packages/local-cloud/src/` that are no AWS service; services meet only through `kernel/`. */
const noService = ["kernel", "program", "console", "constraints", "pricing", "readers", "terminal", "testing"];
const source = "packages/local-cloud/src";
const services = foldersOf(source).filter((folder) => !noService.includes(folder));

/** Workspaces, and the entry files to which their names resolve. */
const workspaces = foldersOf("packages").filter((folder) => !["bench", "proofs"].includes(folder));
const entries = ["index.cjs", "testing.cjs", "register.cjs"].flatMap((file) =>
  workspaces.map((name) => `./packages/${name}/${file}`),
);
/**
 * Files for the recorded cases of tables: the first one, a test of the local cloud, may import the second one, a test
 * of the engine.
 */
const runnerOfCases = "packages/local-cloud/tests/conformance/run.ts";
const casesOfTables = "packages/dynamodb/tests/support/cases.ts";
const template = ["index.ts", "rename.config.ts", "api", "client", "monitoring", "policy", "bootstrap", "tests"];
const tests = ["tests/**/*.ts", "packages/*/tests/**/*.ts", "packages/proofs/**/*.ts", "packages/dynamodb/bench.ts"];

/** Tables that `npm run approve` writes: they list names and contain no sentence. */
const inventories = [
  ["<!-- types:", "<!-- end of types -->"],
  ["<!-- inputs:", "<!-- end of inputs -->"],
];
/** @returns the folders in a folder; none if it is missing, as `packages/` is in a copy of the template alone. */
function foldersOf(path) {
  const folder = join(import.meta.dirname, path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory() && each.name !== "node_modules")
    .map(({ name }) => name);
}

/** An import rule: files below a target import nothing below `from`, except for what is named. */
const zone = (target, { from = ["."], except = [] }, message) =>
  from.map((each) => ({
    target: `./${target}`,
    from: `./${each}`,
    except: except.map((path) => relative(each, path)),
    message,
  }));

const byName = [
  { regex: "^@onemachine/[^/]+/(?!testing$|register$)", message: "Packages have public entries: import one of those." },
  { regex: "(^|/)packages/", message: "Packages are imported by their names." },
];

const local = {
  rules: {
    "no-import-cycle": importCycles("tsconfig.json"),
    "plain-comments": plainComments,
    "short-sentences": shortSentences,
  },
};

/** Specifiers that files may not import. */
const never = (files, patterns = []) => ({
  files,
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns: [...byName, ...patterns] }] },
});

/** Import rules between folders. */
const zones = [
  zone("api", { from: ["packages", "monitoring"] }, "What is deployed knows nothing of the local cloud."),
  zone("client", { from: ["packages", "monitoring", "policy", "tests"] }, "Clients know the API's types alone."),
  zone("api", { from: ["client"] }, "What is deployed knows nothing of its clients."),
  zone("monitoring", { from: ["packages", "api"] }, "Monitoring takes what it watches as arguments."),
  zone("policy", { from: ["packages", "api", "monitoring", "tests"] }, "Policies know resource types alone."),
  ...template.map((name) =>
    zone(name, { from: ["packages"], except: entries }, "Packages are imported by their names."),
  ),
  ...workspaces.map((name) =>
    zone(
      `packages/${name}`,
      { except: [`packages/${name}`, "node_modules", casesOfTables, ...entries] },
      "A package imports its own files, and others by their names.",
    ),
  ),
  ...services.map((name) =>
    zone(
      `${source}/${name}`,
      {
        from: ["packages/local-cloud"],
        except: [`${source}/${name}`, `${source}/kernel`, "packages/local-cloud/node_modules"],
      },
      "Services meet through the kernel.",
    ),
  ),
  zone(
    `${source}/kernel`,
    { from: ["packages/local-cloud"], except: [`${source}/kernel`, "packages/local-cloud/node_modules"] },
    "The kernel knows nobody who uses it.",
  ),
  zone(
    `${source}/program`,
    {
      from: ["packages/local-cloud"],
      except: [`${source}/program`, `${source}/kernel`, "packages/local-cloud/node_modules"],
    },
    "Loading a program needs the kernel alone.",
  ),
].flat();

export default tseslint.config(
  // Files of other projects: resource folders that a copy of the template adds, and a program with its own compiler
  // configuration.
  {
    ignores: [
      "node_modules/",
      "**/*.d.ts",
      "packages/local-cloud/tests/foreign/modules/",
      "packages/proofs/booking/",
      "packages/proofs/owner/",
      "packages/proofs/newProgram/",
      "packages/*/dist/",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { varsIgnorePattern: "^_", argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true } }],
      "no-console": "error",
      "max-params": ["error", 3],
    },
  },
  {
    files: ["index.ts", "api/**/*.ts", "monitoring/**/*.ts", "packages/local-cloud/src/**/*.ts", "policy/**/*.ts"],
    rules: {
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", 60],
    },
  },
  {
    // policy/tsconfig.json is for Pulumi and omits the types.
    files: ["policy/**/*.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "./tsconfig.json" } },
  },
  // A list with one entry for each route.
  { files: ["api/*/routes.ts"], rules: { "max-lines-per-function": "off" } },
  // A table with one entry for each type.
  { files: ["packages/local-cloud/src/unemulated/outputs.ts"], rules: { "max-lines": "off" } },
  { files: ["tests/**/*.ts", "packages/*/tests/**/*.ts", "packages/proofs/**/*.ts"], rules: { "max-params": "off" } },
  {
    // This file replaces the console inside functions.
    files: ["packages/local-cloud/src/lambda/runtime/runtime.ts"],
    rules: { "no-console": "off" },
  },
  {
    // The engine hands over what programs declare, and JSON documents are what their authors wrote: any, narrowed here.
    files: [
      "packages/local-cloud/src/apigateway/declared/{basePath,importDocument,swagger2}.ts",
      "tests/**/*.ts",
      "packages/*/tests/**/*.ts",
      "packages/proofs/**/*.ts",
    ],
    rules: {
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    files: ["index.ts", "api/**/*.ts", "monitoring/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "pulumi", property: "Config", message: "Settings are read once, in api/settings/index.ts." },
      ],
    },
  },
  {
    files: ["**/*.ts"],
    plugins: { "import-x": importX, local },
    settings: { "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".d.ts", ".js", ".json"] })] },
    rules: {
      "local/no-import-cycle": "error",
      "import-x/no-extraneous-dependencies": ["error", { devDependencies: false, includeTypes: true }],
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
    },
  },
  {
    files: ["**/*.{ts,js,mjs,cjs}"],
    plugins: { local },
    rules: { "local/plain-comments": "error" },
  },
  {
    files: ["**/*.md"],
    plugins: { local },
    languageOptions: { parser: markdownText },
    rules: { "local/short-sentences": ["error", { most: 35, inventories }] },
  },
  {
    files: ["packages/{api-tools,dynamodb,local-cloud}/**/*.ts"],
    ignores: ["packages/local-cloud/tests/foreign/**", runnerOfCases],
    rules: { "import-x/no-relative-packages": "error" },
  },
  {
    // Files that only tests and commands load may import development dependencies.
    files: [...tests, "rename.config.ts", "client/generator/**/*.ts"],
    rules: { "import-x/no-extraneous-dependencies": ["error", { devDependencies: true, includeTypes: true }] },
  },
  ...[
    // The root's dependencies are what `pulumi up` installs for it.
    { files: ["policy/**/*.ts"], packageDir: ["."], devDependencies: false },
    // The benchmarks measure the template with its own packages.
    {
      files: ["packages/bench/**/*.ts"],
      packageDir: ["packages/bench", "packages/local-cloud", "packages/dynamodb", "."],
    },
    // Proofs run every package, with the packages of all.
    { files: ["packages/proofs/**/*.ts"], packageDir: [".", "packages/local-cloud"] },
    // The build puts the engine into the package.
    { files: [`${source}/kernel/dynamodbPackage.ts`], packageDir: ["packages/local-cloud"] },
    // Programs of others, which the tests run with the packages of this repository.
    { files: ["packages/local-cloud/tests/foreign/**/*.ts"], packageDir: ["packages/local-cloud", "."] },
  ].map(({ files, packageDir, devDependencies = true }) => ({
    files,
    rules: {
      "import-x/no-extraneous-dependencies": [
        "error",
        { devDependencies, includeTypes: true, packageDir: packageDir.map((path) => join(import.meta.dirname, path)) },
      ],
    },
  })),
  never([
    ...template.map((name) => (name.endsWith(".ts") ? name : `${name}/**/*.ts`)),
    "packages/*/{src,tests}/**/*.ts",
    "packages/*/*.ts",
  ]),
  never(
    ["client/src/**/*.ts"],
    [{ group: ["**/api/**"], allowTypeImports: true, message: "Front ends load no code of the API: import types." }],
  ),
  never(
    [
      "api/{consumer,http,items}/**/*.ts",
      "api/route/*.ts",
      "api/*/{declaration,open,publish,send,transaction}.ts",
      "api/identity/authorizer.ts",
      "api/kinds/refreshing.ts",
      "api/workflow/taskHandler.ts",
    ],
    [{ group: ["@pulumi/*"], message: "Archives contain this: no Pulumi." }],
  ),
);
