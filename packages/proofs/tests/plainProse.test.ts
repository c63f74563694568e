import { join } from "node:path";
import { expect } from "chai";
import { Linter, type Rule } from "eslint";
import { root } from "../../local-cloud/tests/support/program";

interface PlainProse {
  readonly plainComments: Rule.RuleModule;
  readonly shortSentences: Rule.RuleModule;
  readonly markdownText: Linter.Parser;
}

const path = join(root, ".ci", "plainProse.mjs");
const linter = new Linter();

async function commentFindings(source: string): Promise<string[]> {
  const { plainComments } = (await import(path)) as PlainProse;
  const config: Linter.Config = {
    plugins: { local: { rules: { "plain-comments": plainComments } } },
    rules: { "local/plain-comments": "error" },
  };
  return linter.verify(source, config).map(({ line, message }) => `${line}: ${message}`);
}

async function sentenceFindings(page: string): Promise<string[]> {
  const { shortSentences, markdownText } = (await import(path)) as PlainProse;
  const config: Linter.Config = {
    files: ["**/*.md"],
    plugins: { local: { rules: { "short-sentences": shortSentences } } },
    languageOptions: { parser: markdownText },
    rules: { "local/short-sentences": ["error", { most: 6, inventories: [["<!-- names", "<!-- end"]] }] },
  };
  return linter.verify(page, config, "page.md").map(({ line, message }) => `${line}: ${message}`);
}

const clause = (first: string) => `1: A docstring begins with a verb or a noun, not with "${first}".`;
const word = (found: string, instead: string) => `1: A comment uses plain verbs: "${found}" can be ${instead}.`;
const stands = word("stands", "is in, is written in or contains");
const tells = word("tells", "prints, returns, reports or shows");
const isNone = word("is none", "is not, or has no");

describe("the lint rule for comments", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["/** What is kept. */", [clause("What")]],
    ["/**\n * Whose methods share it.\n */", [clause("Whose")]],
    ["/** Whom alarms reach. */", [clause("Whom")]],
    ["/** As whom the gateway calls. */", [clause("As whom")]],
    ["/** By which route. */", [clause("By which")]],
    ["/** Returns what is kept. */", []],
    ["/** Whatever the body contains. */", []],
    ["/** The value. What follows is a second sentence. */", []],
    ["// What follows runs once.", []],
    ["/* What follows runs once. */", []],
    ["// It stands here.", [stands]],
    ["// It STANDS here.", [stands]],
    ["/** A standstill, outstanding, stand. */", []],
    ["// It tells the caller.", [tells]],
    ["// A key that is none.", [isNone]],
    ["/** What tells them apart stands here. */", [clause("What"), stands, tells]],
    ["/** Prints `tells` and `is none`. */", []],
    ['const text = "What stands here tells nothing";', []],
  ];
  for (const [source, expected] of cases) {
    it(`finds ${expected.length} faults in ${JSON.stringify(source)}`, async () => {
      expect(await commentFindings(source)).to.deep.equal(expected);
    });
  }
});

describe("the lint rule for sentences of pages", () => {
  const long = (line: number, words: number, begin: string) =>
    `${line}: A sentence has at most 6 words, and this one ${words}: "${begin} …".`;
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["accepts the longest sentence", "One two three four five six.", []],
    ["rejects a longer one", "One two three four five six seven.", [long(1, 7, "One two three four five six")]],
    ["counts each sentence by itself", "One two three four. Five six seven eight.", []],
    [
      "joins the lines of a paragraph",
      "\nOne two three\nfour five six\nseven.",
      [long(2, 7, "One two three four five six")],
    ],
    ["separates bullets", "- One two three four\n- five six seven eight", []],
    [
      "joins the lines of a bullet",
      "1. a\n2. One two three four\n   five six seven",
      [long(2, 7, "One two three four five six")],
    ],
    ["separates the cells of a table", "| One two three four | five six seven eight |", []],
    [
      "reads each cell of a table",
      "| a | One two three four five six seven |",
      [long(1, 7, "One two three four five six")],
    ],
    ["counts quoted code as one word", "Run `a b c d e f g h` now.", []],
    ["counts a link by its text", "See [this page](https://example.com/a b c d e f g).", []],
    ["counts dashes and signs as no word", "One – two = three + four five six.", []],
    ["skips fenced code", "```sh\none two three four five six seven eight\n```", []],
    [
      "reads on after fenced code",
      "```\n```\nOne two three four five six seven.",
      [long(3, 7, "One two three four five six")],
    ],
    ["skips inventories of names", "<!-- names -->\n| one two three four five six seven |\n<!-- end -->", []],
    ["separates a heading from its text", "# One two three four\nFive six seven eight.", []],
  ];
  for (const [title, page, expected] of cases) {
    it(title, async () => {
      expect(await sentenceFindings(page)).to.deep.equal(expected);
    });
  }
});
