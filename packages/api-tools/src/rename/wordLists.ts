import type { Change, Words } from "./change";

/**
 * Words that look like the resource's and are not. The generic ones here are names of AWS, of JSON Schema, of OpenAPI and
 * of HTTP; a project adds its own in `rename.config.ts`. Each has its reason.
 */
export interface WordLists {
  /** Files that stay as they are, by the beginning of their path. */
  readonly untouched: Readonly<Record<string, string>>;
  /** Code in which `item` and `items` are never the resource's. */
  readonly genericCode: readonly GenericCode[];
  /** Whole names. */
  readonly foreignNames: readonly (readonly [RegExp, string])[];
  readonly foreignFields: readonly ForeignField[];
  /** Phrases in text: comments, documentation. */
  readonly foreignPhrases: readonly (readonly [RegExp, string])[];
  readonly madeUp: MadeUp;
  /** Files that all resources share: a name there that contains a resource's word means something else. */
  readonly sharedCode: readonly RegExp[];
  /** Words that a resource may not have, beside those that the program's files use already. */
  readonly reservedWords: Readonly<Record<string, string>>;
}

/** What a project's `rename.config.ts` exports as `renameConfig`. */
export type RenameConfig = Partial<WordLists>;

export interface GenericCode {
  readonly files: RegExp;
  readonly reason: string;
  /** Strings of several words are shown to clients, who know the resource alone. */
  readonly sentences?: "are the resource's";
}

/** What holds a field: the object that it is read from, or the name that the object is the value of. */
export interface ForeignField {
  readonly names: readonly string[];
  readonly of: readonly string[] | { readonly anythingBut: string };
  /** Other fields of the same object that tell it too, as `name` or as `name: "value"`. */
  readonly beside: readonly string[];
  readonly reason: string;
}

/** Resources that documentation makes up. One that has the new word gives way to another word. */
export interface MadeUp {
  readonly files: readonly string[];
  readonly words: readonly Change<Words>[];
}

/** The file of a project's own lists. */
export const configFile = "rename.config.ts";

const generic: WordLists = {
  untouched: {
    [configFile]: "it lists what this command leaves alone",
    "package-lock.json": "npm writes it",
    "CHANGELOG.md": "history",
    LICENSE: "the licence's text",
  },
  genericCode: [],
  foreignNames: [
    [
      /^(?:BatchGet|BatchWrite|Delete|Get|Put|Update)Item(?:Command\w*|Input|Output)?$/,
      "DynamoDB's actions, and the SDK's commands of them",
    ],
    [/^Transact(?:Get|Write)?Items?\w*$|^RequestItems$|ItemCollection/, "fields and commands of DynamoDB's API"],
    [/^(?:min|max|unique|prefix|additional)Items$/, "JSON Schema's keywords"],
    [/^pathItems?$/, "OpenAPI's path items"],
  ],
  foreignFields: [
    {
      names: ["Item", "Items"],
      of: { anythingBut: "schemas" },
      beside: [],
      reason: "fields of the requests and answers of DynamoDB's API",
    },
    { names: ["items"], of: ["schema"], beside: ['type: "array"'], reason: "JSON Schema's keyword" },
  ],
  foreignPhrases: [
    [/\bItems?: [[{(]/g, "fields of the requests and answers of DynamoDB's API"],
    [/--item-bytes\b/g, "DynamoDB's items, in an option of npx api-tools cost"],
    [/\bin (?:the |its |any |this |that )?order\b/g, "the English word"],
  ],
  madeUp: { files: [], words: [] },
  sharedCode: [],
  reservedWords: {
    item: "DynamoDB calls so what any table holds",
    table: "it is DynamoDB's own",
    tables: "it is DynamoDB's own",
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
  },
};

/** The generic lists with a project's own. */
export function wordLists(own: RenameConfig): WordLists {
  return {
    untouched: { ...generic.untouched, ...own.untouched },
    genericCode: [...generic.genericCode, ...(own.genericCode ?? [])],
    foreignNames: [...generic.foreignNames, ...(own.foreignNames ?? [])],
    foreignFields: [...generic.foreignFields, ...(own.foreignFields ?? [])],
    foreignPhrases: [...generic.foreignPhrases, ...(own.foreignPhrases ?? [])],
    madeUp: own.madeUp ?? generic.madeUp,
    sharedCode: [...generic.sharedCode, ...(own.sharedCode ?? [])],
    reservedWords: { ...generic.reservedWords, ...own.reservedWords },
  };
}

/** Names that a project may not have: settings of others begin with them. */
export const reservedProjects: readonly string[] = ["aws", "awsx", "pulumi"];
