import type { RenameConfig } from "@onemachine/api-tools";

const page = "the entries of a page, whatever they are (api/http/pages.ts)";
const allResources = "the program calls so all of its resources together";
const settings = "the program calls so what a stack's file says";

/**
 * What `npx api-tools rename` leaves alone in this project although it contains the sample resource's word, beside the
 * names of AWS, JSON Schema and OpenAPI, which the command knows.
 */
export const renameConfig: RenameConfig = {
  untouched: { "packages/": "packages know resource types, and no resource" },
  genericCode: [
    {
      files: /^api\/http\//,
      reason: "what all resources share: entries of a page, JSON Schema's items, DynamoDB's items",
      sentences: "are the resource's",
    },
    { files: /^tests\/api\/http\//, reason: "the tests of what all resources share" },
    { files: /^api\/openapi\//, reason: "OpenAPI's path items, JSON Schema's items" },
    { files: /^api\/(?:tables|settings)\//, reason: "DynamoDB's items, and items of any list" },
    { files: /^api\/route\/checks\.ts$/, reason: "JSON Schema's items" },
  ],
  foreignFields: [
    {
      names: ["items"],
      of: ["page", "json", "data", "properties", "required"],
      beside: ["nextCursor", "lastKey"],
      reason: page,
    },
  ],
  foreignPhrases: [
    [/"items":/g, page],
    [/\b(?:in process|\*\*DynamoDB\*\*): items\b/g, "DynamoDB's items"],
    [/\border-\d+\b/g, "an example of a key that a client makes up"],
  ],
  // The guide's own resources: one that has the new word gets another.
  madeUp: {
    files: ["docs/add-a-resource.md", "tests/docs/addAResource.test.ts"],
    words: [
      { from: { plural: "orders", singular: "order" }, to: { plural: "purchases", singular: "purchase" } },
      { from: { plural: "customers", singular: "customer" }, to: { plural: "buyers", singular: "buyer" } },
    ],
  },
  sharedCode: [
    /^api\/(?:functions|gateway|http|openapi|packaging|route|settings|shared|tables)\//,
    /^api\/(?!routes\.)\w+\.ts$/,
    /^monitoring\//,
    // Settings of tools: .mocharc.cjs, .github/.
    /^\./,
  ],
  reservedWords: {
    api: allResources,
    apis: allResources,
    route: "the program calls so each operation of a resource",
    routes: "the program calls so each operation of a resource",
    resource: "the program calls so what it is for",
    resources: "the program calls so what it is for",
    setting: settings,
    settings,
  },
};
