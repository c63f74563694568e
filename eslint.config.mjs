import tseslint from "typescript-eslint";

/** Folders below `packages/local-cloud/src/` that hold one AWS service each; they meet only through `kernel/`. */
const services = ["apigateway", "lambda", "dynamodb", "iam", "cloudwatch", "sns", "s3", "cognito", "unemulated"];

/** An import rule: files may not import what a pattern matches. */
const never = (files, group, message) => ({
  files,
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns: [{ group, message }] }] },
});

export default tseslint.config(
  // The last one is a program with a compiler's configuration of its own.
  {
    ignores: [
      "node_modules/",
      "**/*.d.ts",
      "packages/local-cloud/tests/foreign/modules/",
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
    // Their own tsconfig.json is for Pulumi and leaves the types out.
    files: ["policy/**/*.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "./tsconfig.json" } },
  },
  // A resource's routes are one list, as long as it has routes.
  { files: ["api/*/routes.ts"], rules: { "max-lines-per-function": "off" } },
  // One table, as long as there are types.
  { files: ["packages/local-cloud/src/unemulated/outputs.ts"], rules: { "max-lines": "off" } },
  { files: ["tests/**/*.ts", "packages/*/tests/**/*.ts", "packages/proofs/**/*.ts"], rules: { "max-params": "off" } },
  {
    // It stands in for the console, inside functions.
    files: ["packages/local-cloud/src/lambda/runtime.ts"],
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
  never(["api/**/*.ts"], ["**/packages/**", "**/monitoring/**"], "What is deployed knows nothing of the local cloud."),
  never(
    ["api/{http,items}/**/*.ts", "api/route/*.ts", "api/tables/{declaration,open}.ts"],
    ["**/packages/**", "**/monitoring/**", "@pulumi/*"],
    "Callbacks serialize this: no Pulumi.",
  ),
  never(["monitoring/**/*.ts"], ["**/packages/**", "**/api/**"], "Monitoring takes what it watches as arguments."),
  never(
    ["packages/local-cloud/src/**/*.ts"],
    ["**/api/**", "**/monitoring/**"],
    "The local cloud loads a program by its folder.",
  ),
  never(["policy/**/*.ts"], ["**/api/**", "**/monitoring/**", "**/tests/**"], "Policies know resource types alone."),
  ...services.map((service) =>
    never(
      [`packages/local-cloud/src/${service}/**/*.ts`],
      [
        "**/api/**",
        "**/monitoring/**",
        ...services.filter((other) => other !== service).map((other) => `**/${other}/**`),
      ],
      "Services meet through the kernel.",
    ),
  ),
);
