import type { RenameConfig } from "@onemachine/api-tools";

const page = "entries of a page of any resource (api/http/pages.ts)";
const wholeApi = "the program uses this word for the whole API";
const route = "the program uses this word for an operation of a resource";
const resource = "the program uses this word for a resource of the API";
const setting = "the program uses this word for the settings of a stack";

/**
 * Exceptions for `npx api-tools rename`: texts that contain the word of the example resource but do not refer to it. The
 * command itself excludes names of AWS, JSON Schema and OpenAPI.
 */
export const renameConfig: RenameConfig = {
  untouched: { "packages/": "packages do not refer to the example resource" },
  genericCode: [
    {
      files: /^api\/http\//,
      reason: "code that all resources share: entries of a page, JSON Schema's items, DynamoDB's items",
      sentences: "are the resource's",
    },
    { files: /^tests\/api\/http\//, reason: "tests of code that all resources share" },
    { files: /^api\/openapi\//, reason: "OpenAPI's path items, JSON Schema's items" },
    {
      files: /^api\/(?:buses|consumer|edge|functions|packaging|queues|tables|topics|settings|workflow)\//,
      reason: "DynamoDB's items, and items of any list",
    },
    {
      files: /^tests\/(?:api\/workflowChecks\.test|program\/workflows(?:\.test|\/\w+))\.ts$/,
      reason: "items of a state Map, and of any table",
    },
    {
      files: /^tests\/(?:local\/sources\.test|program\/sources(?:\.test|\/\w+)|api\/consumer\/\w+(?:\.test)?)\.ts$/,
      reason: "items of any table",
    },
    { files: /^tests\/(?:docs\/kinds\.test|support\/failEachConsumer)\.ts$/, reason: "DynamoDB's items" },
    { files: /^client\/src\/routes\.ts$/, reason: "JSON Schema's items" },
    { files: /^api\/route\/check\w*\.ts$/, reason: "JSON Schema's items" },
  ],
  foreignNames: [
    [/^(?:ItemChange|keyOfItem|readItemChange)$/, "changes of any table's items (api/consumer/)"],
    [/^(?:batchItemFailures|ReportBatchItemFailures|itemIdentifier)$/, "Lambda's answer to a batch"],
  ],
  foreignFields: [
    {
      names: ["items"],
      of: ["page", "json", "data", "properties", "required"],
      beside: ["nextCursor", "lastKey"],
      reason: page,
    },
    { names: ["item"], of: ["change"], beside: [], reason: "the item of a change of any table (api/consumer/)" },
  ],
  foreignPhrases: [
    [/"items":/g, page],
    [/\bitem\.name must be\b/g, "the item of a change of any table (api/consumer/)"],
    [/\b(?:in process|\*\*DynamoDB\*\*): items\b/g, "DynamoDB's items"],
    [/\border-\d+\b/g, "an example of an Idempotency-Key"],
  ],
  // Resources of the guide. If the new word is one of them, the guide's resource is renamed too.
  madeUp: {
    files: ["docs/add-a-resource.md", "tests/docs/addAResource.test.ts"],
    words: [
      { from: { plural: "orders", singular: "order" }, to: { plural: "purchases", singular: "purchase" } },
      { from: { plural: "customers", singular: "customer" }, to: { plural: "buyers", singular: "buyer" } },
    ],
  },
  sharedCode: [
    /^client\/src\//,
    /^api\/(?:buckets|buses|consumer|edge|functions|gateway|http|kinds|openapi|packaging)\//,
    /^api\/(?:parameters|queues|route|secrets|settings|shared|tables|topics|values|workflow)\//,
    /^api\/(?!routes\.|resources\.)\w+\.ts$/,
    /^monitoring\//,
    // Configuration of tools: .mocharc.cjs, .github/.
    /^\./,
  ],
  reservedWords: {
    api: wholeApi,
    apis: wholeApi,
    route,
    routes: route,
    resource,
    resources: resource,
    setting,
    settings: setting,
  },
};
