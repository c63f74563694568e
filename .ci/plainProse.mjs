/**
 * The mechanical part of "Write" in CONTRIBUTING.md, as ESLint rules: `plain-comments` for source files and
 * `short-sentences` for Markdown pages.
 */

/** First words of a relative clause. A docstring begins with a verb or a noun. */
const relativeClause = /^(?:What|Whose|Whom|As whom|By which)\b/;

/** Words that make a reader look for the subject or the meaning. */
const riddles = [
  [/\bstands\b/i, "stands", "is in, is written in or contains"],
  [/\btells\b/i, "tells", "prints, returns, reports or shows"],
  [/\bis none\b/i, "is none", "is not, or has no"],
];

const sentenceEnd = /(?<=[.!?]["')\]*_]*)\s+/;

/** @returns text without its quotations of code. */
const withoutCode = (text) => text.replace(/`[^`]*`/g, "`code`");

/** @returns the words of a docstring, without the stars at the left. */
function docstring({ type, value }) {
  if (type !== "Block" || !value.startsWith("*")) return undefined;
  return value.replace(/^\s*\*+\s?/gm, "").trim();
}

/** @returns what a comment does wrong, one message each. */
export function commentFindings(comment) {
  const text = withoutCode(comment.value);
  const clause = relativeClause.exec(docstring(comment) ?? "");
  return [
    ...(clause ? [`A docstring begins with a verb or a noun, not with "${clause[0]}".`] : []),
    ...riddles
      .filter(([pattern]) => pattern.test(text))
      .map(([, word, instead]) => `A comment uses plain verbs: "${word}" can be ${instead}.`),
  ];
}

/** Reports relative clauses at the beginning of docstrings, and riddles in comments. */
export const plainComments = {
  meta: { type: "suggestion", schema: [] },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        for (const message of commentFindings(comment)) context.report({ loc: comment.loc, message });
      }
    },
  }),
};

/** Lines of fenced code and of front matter, and lines between two marks, become empty. */
function proseLines(text, inventories) {
  let end;
  return text.split("\n").map((line) => {
    if (end !== undefined) {
      if (end.test(line)) end = undefined;
      return "";
    }
    const fence = /^\s*(?:>\s*)?(`{3,}|~{3,})/.exec(line);
    if (fence) end = new RegExp(`^\\s*(?:>\\s*)?${fence[1]}\\s*$`);
    const inventory = inventories.find(([begin]) => line.startsWith(begin));
    if (inventory) end = { test: (each) => each.startsWith(inventory[1]) };
    return end === undefined ? line : "";
  });
}

/** @returns blocks of a page, each with its first line: headings, paragraphs, bullets and table cells. */
function blocksOf(text, inventories) {
  const blocks = [];
  let open;
  for (const [index, line] of proseLines(text, inventories).entries()) {
    const bullet = /^\s*(?:[-*+]|\d+[.)])\s+(.*)$/.exec(line);
    const isTable = /^\s*\|/.test(line);
    if (isTable) {
      const cells = line.split(/(?<!\\)\|/).slice(1, -1);
      blocks.push(...cells.map((cell) => ({ line: index + 1, text: cell })));
    }
    if (line.trim() === "" || isTable || /^#|^\s*<!--|^-{3,}$/.test(line)) open = undefined;
    else if (bullet || open === undefined) blocks.push((open = { line: index + 1, text: bullet ? bullet[1] : line }));
    else open.text += ` ${line.trim()}`;
  }
  return blocks;
}

/** @returns the number of words in a sentence; a link counts by its text, quoted code as one word. */
const wordsOf = (sentence) => sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/**
 * @param options `most`: words in a sentence; `inventories`: pairs of marks between which a page lists names.
 * @returns each longer sentence with the line at which its block begins.
 */
export function sentenceFindings(text, { most, inventories = [] }) {
  return blocksOf(text, inventories).flatMap(({ line, text: block }) =>
    withoutCode(block)
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/<[^>]+>/g, "")
      .split(sentenceEnd)
      .filter((sentence) => wordsOf(sentence) > most)
      .map((sentence) => ({ line, words: wordsOf(sentence), sentence: sentence.trim() })),
  );
}

/** Reports sentences of a Markdown page that have too many words. */
export const shortSentences = {
  meta: {
    type: "suggestion",
    schema: [{ type: "object", properties: { most: { type: "integer" }, inventories: { type: "array" } } }],
  },
  create: (context) => ({
    Program() {
      const [options] = context.options;
      for (const { line, words, sentence } of sentenceFindings(context.sourceCode.text, options)) {
        const begin = sentence.split(" ").slice(0, 6).join(" ");
        const message = `A sentence has at most ${options.most} words, and this one ${words}: "${begin} …".`;
        context.report({ loc: { line, column: 0 }, message });
      }
    },
  }),
};

/** Gives ESLint a Markdown page as an empty program, so that rules read its text. */
export const markdownText = {
  parse: (text) => {
    const lines = text.split("\n");
    return {
      type: "Program",
      sourceType: "module",
      body: [],
      comments: [],
      tokens: [],
      range: [0, text.length],
      loc: { start: { line: 1, column: 0 }, end: { line: lines.length, column: lines.at(-1).length } },
    };
  },
};
