import { expect } from "chai";
import { placeholderFindings } from "../../src/doctor/placeholderFindings";
import { checkPlaceholders, fillPlaceholders, type PlaceholderValues } from "../../src/placeholders";
import { readFiles } from "../../src/rename/project";
import { root } from "../support/program";

const texts = new Map([
  [".github/CODEOWNERS", "* @OWNER/TEAM\n"],
  ["package.json", '{ "repository": "https://github.com/OWNER/REPOSITORY.git" }'],
  ["packages/a/package.json", '{ "repository": "https://github.com/OWNER/REPOSITORY.git" }'],
  ["docs/guide.md", "Replace OWNER/REPOSITORY and @OWNER/TEAM."],
]);

describe("placeholders", () => {
  it("are filled in files that GitHub and npm read, but not in guides", () => {
    const filled = fillPlaceholders(texts, { repository: "acme/books", owners: "@acme/api @jo" });
    expect([...filled]).to.deep.equal([
      [".github/CODEOWNERS", "* @acme/api @jo\n"],
      ["package.json", '{ "repository": "https://github.com/acme/books.git" }'],
      ["packages/a/package.json", '{ "repository": "https://github.com/acme/books.git" }'],
    ]);
    expect(placeholderFindings(new Map([...texts, ...filled]))).to.deep.equal([]);
  });

  it("stay without a value", () => {
    expect(fillPlaceholders(texts, {}).size).to.equal(0);
    expect([...fillPlaceholders(texts, { owners: "@jo" }).keys()]).to.deep.equal([".github/CODEOWNERS"]);
  });

  it("each cause a note of the doctor with their files", () => {
    expect(placeholderFindings(texts)).to.deep.equal([
      { kind: "note", text: "owners: .github/CODEOWNERS still contains @OWNER/TEAM: replace it" },
      {
        kind: "note",
        text: "repository: package.json, packages/a/package.json still contain OWNER/REPOSITORY: replace it",
      },
    ]);
  });

  it("of this project are all filled with the two options", () => {
    const own = readFiles(root);
    const filled = fillPlaceholders(own, { repository: "acme/books", owners: "@acme/api" });
    expect(placeholderFindings(new Map([...own, ...filled]))).to.deep.equal([]);
  });

  const rule = "it must be";
  const bad: readonly (readonly [PlaceholderValues, string])[] = [
    [{ repository: "books" }, `--repository is "books": ${rule} OWNER/NAME of a repository on GitHub`],
    [{ repository: "" }, `--repository is "": ${rule} OWNER/NAME of a repository on GitHub`],
    [
      { repository: "https://github.com/a/b" },
      `--repository is "https://github.com/a/b": ${rule} OWNER/NAME of a repository on GitHub`,
    ],
    [{ owners: "acme" }, `--owners is "acme": ${rule} users or teams, such as @acme/api @jo`],
    [
      { owners: "@acme/api\n* @eve" },
      `--owners is "@acme/api\\n* @eve": ${rule} users or teams, such as @acme/api @jo`,
    ],
  ];
  for (const [values, sentence] of bad) {
    it(`reject ${JSON.stringify(values)}`, () => {
      expect(() => checkPlaceholders(values)).to.throw(sentence);
    });
  }
});
