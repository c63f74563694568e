/**
 * What is not the resource's although it has the sample's word in it: names of AWS, of JSON Schema and of OpenAPI, and
 * words of code that knows no resource. Each with its reason.
 */

/** Files that stay as they are, by the beginning of their path. */
export const untouched: Readonly<Record<string, string>> = {
  "packages/": "packages know resource types, and no resource",
  "package-lock.json": "npm writes it",
  "CHANGELOG.md": "history",
  LICENSE: "the licence's text",
};

export interface GenericCode {
  readonly files: RegExp;
  readonly reason: string;
  /** Strings of several words are shown to clients, who know the resource alone. */
  readonly sentences?: "are the resource's";
}

/** Code in which `item` and `items` are never the resource's. */
export const genericCode: readonly GenericCode[] = [
  {
    files: /^api\/http\//,
    reason: "what all resources share: entries of a page, JSON Schema's items, DynamoDB's items",
    sentences: "are the resource's",
  },
  { files: /^tests\/api\/http\//, reason: "the tests of what all resources share" },
  { files: /^api\/openapi\//, reason: "OpenAPI's path items, JSON Schema's items" },
  { files: /^api\/(?:tables|settings)\//, reason: "DynamoDB's items, and items of any list" },
  { files: /^api\/route\/checks\.ts$/, reason: "JSON Schema's items" },
];

/** Whole names. */
export const foreignNames: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:BatchGet|BatchWrite|Delete|Get|Put|Update)Item(?:Command\w*|Input|Output)?$/,
    "DynamoDB's actions, and the SDK's commands of them",
  ],
  [/^Transact(?:Get|Write)?Items?\w*$|^RequestItems$|ItemCollection/, "fields and commands of DynamoDB's API"],
  [/^(?:min|max|unique|prefix|additional)Items$/, "JSON Schema's keywords"],
  [/^pathItems?$/, "OpenAPI's path items"],
];

/** What holds a field: the object that it is read from, or the name that the object is the value of. */
export interface ForeignField {
  readonly names: readonly string[];
  readonly of: readonly string[] | { readonly anythingBut: string };
  /** Other fields of the same object that tell it too, as `name` or as `name: "value"`. */
  readonly beside: readonly string[];
  readonly reason: string;
}

export const foreignFields: readonly ForeignField[] = [
  {
    names: ["Item", "Items"],
    of: { anythingBut: "schemas" },
    beside: [],
    reason: "fields of the requests and answers of DynamoDB's API",
  },
  { names: ["items"], of: ["schema"], beside: ['type: "array"'], reason: "JSON Schema's keyword" },
  {
    names: ["items"],
    of: ["page", "json", "data", "properties", "required"],
    beside: ["nextCursor", "lastKey"],
    reason: "the entries of a page, whatever they are (api/http/pages.ts)",
  },
];

/** Phrases in text: comments, documentation. */
export const foreignPhrases: readonly (readonly [RegExp, string])[] = [
  [/"items":/g, "the entries of a page, whatever they are (api/http/pages.ts)"],
  [/\bItems?: [[{(]/g, "fields of the requests and answers of DynamoDB's API"],
  [/\b(?:in process|\*\*DynamoDB\*\*): items\b/g, "DynamoDB's items"],
  [/--item-bytes\b/g, "DynamoDB's items, in an option of npx api-tools cost"],
  [/\border-\d+\b/g, "an example of a key that a client makes up"],
  [/\bin (?:the |its |any |this |that )?order\b/g, "the English word"],
];

/**
 * Resources that the documentation makes up, in the files that do. One whose word a resource is to have gives way to
 * another.
 */
export const madeUp = {
  files: ["docs/add-a-resource.md", "tests/docs/addAResource.test.ts"],
  words: [
    { from: { plural: "orders", singular: "order" }, to: { plural: "purchases", singular: "purchase" } },
    { from: { plural: "customers", singular: "customer" }, to: { plural: "buyers", singular: "buyer" } },
  ],
} as const;

/** What all resources share, tools' settings included: a name there that holds a resource's word means something else. */
export const sharedCode =
  /^(?:api\/(?:functions|gateway|http|openapi|packaging|route|settings|shared|tables)\/|api\/(?!routes\.)\w+\.ts$|monitoring\/|\.)/;

/** Words that a resource may not have, beside those that the program's files use already. */
export const reservedWords: Readonly<Record<string, string>> = {
  item: "DynamoDB calls so what any table holds",
  table: "it is DynamoDB's own",
  tables: "it is DynamoDB's own",
  api: "the program calls so all of its resources together",
  apis: "the program calls so all of its resources together",
  route: "the program calls so each operation of a resource",
  routes: "the program calls so each operation of a resource",
  resource: "the program calls so what it is for",
  resources: "the program calls so what it is for",
  http: "it is the protocol's",
  get: "it is a method of HTTP",
  head: "it is a method of HTTP",
  option: "it is a method of HTTP",
  options: "it is a method of HTTP",
  patch: "it is a method of HTTP",
  post: "it is a method of HTTP",
  put: "it is a method of HTTP",
  function: "it is Lambda's own",
  functions: "it is Lambda's own",
  stage: "it is API Gateway's own",
  stages: "it is API Gateway's own",
  role: "it is IAM's own",
  roles: "it is IAM's own",
  alarm: "it is CloudWatch's own",
  alarms: "it is CloudWatch's own",
  setting: "the program calls so what a stack's file says",
  settings: "the program calls so what a stack's file says",
};

/** Names that a project may not have: settings of others begin with them. */
export const reservedProjects: readonly string[] = ["aws", "awsx", "pulumi"];
