import type { Change, Words } from "./change";

/**
 * Words that look like the resource's name but have another meaning, each with its reason. The generic lists contain
 * names of AWS, JSON Schema, OpenAPI and HTTP. A project adds its own in `rename.config.ts`.
 */
export interface WordLists {
  /** Reasons to leave files unchanged, keyed by path prefix. */
  readonly untouched: Readonly<Record<string, string>>;
  /** Files in which `item` and `items` never mean the resource. */
  readonly genericCode: readonly GenericCode[];
  /** Patterns of whole names that stay, with the reason. */
  readonly foreignNames: readonly (readonly [RegExp, string])[];
  readonly foreignFields: readonly ForeignField[];
  /** Patterns of phrases in comments and documentation that stay, with the reason. */
  readonly foreignPhrases: readonly (readonly [RegExp, string])[];
  readonly madeUp: MadeUp;
  /** Files that all resources share. A name in them that contains the resource's word has another meaning. */
  readonly sharedCode: readonly RegExp[];
  /** Reasons why a resource may not have a name, keyed by that name. */
  readonly reservedWords: Readonly<Record<string, string>>;
}

/** Type of `renameConfig`, which a project's `rename.config.ts` exports. */
export type RenameConfig = Partial<WordLists>;

export interface GenericCode {
  readonly files: RegExp;
  readonly reason: string;
  /** Renames strings of several words, because clients read them. */
  readonly sentences?: "are the resource's";
}

/** A field that stays. `of` names the object that the field is read from, or the name that its object is assigned to. */
export interface ForeignField {
  readonly names: readonly string[];
  readonly of: readonly string[] | { readonly anythingBut: string };
  /** Other fields that identify the object, as `name` or `name: "value"`. */
  readonly beside: readonly string[];
  readonly reason: string;
}

/** Example resources in documentation. An example with the new word gets another word. */
export interface MadeUp {
  readonly files: readonly string[];
  readonly words: readonly Change<Words>[];
}

/** File with a project's lists. */
export const configFile = "rename.config.ts";

const generic: WordLists = {
  untouched: {
    [configFile]: "it lists the words that this command keeps",
    "package-lock.json": "npm writes it",
    "CHANGELOG.md": "history",
    LICENSE: "text of the licence",
  },
  genericCode: [],
  foreignNames: [
    [
      /^(?:BatchGet|BatchWrite|ConditionCheck|Delete|Get|Put|Update)Item(?:Command\w*|Input|Output)?$/,
      "DynamoDB's actions and the SDK's commands for them",
    ],
    [/^Transact(?:Get|Write)?Items?\w*$|^RequestItems$|ItemCollection/, "fields and commands of DynamoDB's API"],
    [
      /^Item(?:Batcher|Processor|Reader|Selector|sPath)$|^(?:Max|Tolerated)\w*Items\w*$/,
      'fields of a state Map (Step Functions Developer Guide, "Map state")',
    ],
    [/^(?:min|max|unique|prefix|additional)Items$/, "JSON Schema's keywords"],
    [/^pathItems?$/, "OpenAPI's path items"],
  ],
  foreignFields: [
    {
      names: ["Item", "Items"],
      of: { anythingBut: "schemas" },
      beside: [],
      reason: "fields of requests and responses of DynamoDB's API",
    },
    { names: ["items"], of: ["schema"], beside: ['type: "array"'], reason: "JSON Schema's keyword" },
  ],
  foreignPhrases: [
    [/\bItems?: [[{(]/g, "fields of requests and responses of DynamoDB's API"],
    [/--item-bytes\b/g, "DynamoDB's items, in an option of npx api-tools cost"],
    [/\bin (?:the |its |any |this |that )?order\b/g, "the English word"],
  ],
  madeUp: { files: [], words: [] },
  sharedCode: [],
  reservedWords: {
    item: "DynamoDB calls the entries of every table items",
    table: "it is a term of DynamoDB",
    tables: "it is a term of DynamoDB",
    http: "it is the protocol's name",
    get: "it is an HTTP method",
    head: "it is an HTTP method",
    option: "it resembles an HTTP method",
    options: "it is an HTTP method",
    patch: "it is an HTTP method",
    post: "it is an HTTP method",
    put: "it is an HTTP method",
    function: "it is a term of Lambda",
    functions: "it is a term of Lambda",
    stage: "it is a term of API Gateway",
    stages: "it is a term of API Gateway",
    role: "it is a term of IAM",
    roles: "it is a term of IAM",
    alarm: "it is a term of CloudWatch",
    alarms: "it is a term of CloudWatch",
  },
};

/** Merges a project's lists into the generic ones. */
export function mergeWordLists(own: RenameConfig): WordLists {
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

/** Prefixes of provider settings, which a project may not have as its name. */
export const reservedProjects: readonly string[] = ["aws", "awsx", "pulumi"];
