import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { UserError } from "@onemachine/local-cloud";
import { checkPlan, resolveRenaming, type RenameArguments } from "../../src/rename/checks";
import { planRenaming } from "../../src/rename/plan";
import { loadWordLists } from "../../src/rename/config";
import { mergeWordLists } from "../../src/rename/wordLists";
import { singularOf, type Renaming } from "../../src/rename/words";

/** Lists of a project. */
const lists = mergeWordLists({
  untouched: { "packages/": "not the project's" },
  genericCode: [{ files: /^api\/http\//, reason: "shared", sentences: "are the resource's" }],
  foreignFields: [
    { names: ["items"], of: ["page", "data", "required"], beside: ["nextCursor"], reason: "entries of a page" },
  ],
  foreignPhrases: [
    [/"items":/g, "entries of a page"],
    [/\bin process: items\b/g, "DynamoDB's items"],
  ],
  madeUp: {
    files: ["docs/add-a-resource.md"],
    words: [{ from: { plural: "orders", singular: "order" }, to: { plural: "purchases", singular: "purchase" } }],
  },
  sharedCode: [/^api\/(?:http\/|\w+\.ts$)/, /^\./],
  reservedWords: { routes: "the program calls its operations routes" },
});

const itemsToProducts: Renaming = {
  lists,
  from: { plural: "items", singular: "item" },
  to: { plural: "products", singular: "product" },
  project: { from: "items-api", to: "products-api" },
};

function rename(path: string, text: string, renaming = itemsToProducts): string {
  return planRenaming(new Map([[path, text]]), renaming).changed[0]?.text ?? text;
}

describe("the singular of", () => {
  const cases: Record<string, string> = {
    products: "product",
    categories: "category",
    movies: "movie",
    pies: "pie",
    boxes: "box",
    axes: "axe",
    addresses: "address",
    classes: "class",
    courses: "course",
    statuses: "status",
    houses: "house",
    dishes: "dish",
    matches: "match",
    quizzes: "quiz",
    heroes: "hero",
    shoes: "shoe",
    photos: "photo",
    shelves: "shelf",
    drives: "drive",
    days: "day",
    people: "person",
    news: "news",
    staff: "staff",
  };
  for (const [plural, singular] of Object.entries(cases)) {
    it(`${plural} is ${singular}`, () => expect(singularOf(plural)).to.equal(singular));
  }
});

describe("a rename", () => {
  const cases: [path: string, before: string, after: string][] = [
    ["a.ts", "itemsTable createItem listItems", "productsTable createProduct listProducts"],
    ["a.ts", "ITEMS_TABLE_NAME; itemId; ItemInput", "PRODUCTS_TABLE_NAME; productId; ProductInput"],
    ["a.ts", 'access: { items: ["GetItem", "Scan"] }', 'access: { products: ["GetItem", "Scan"] }'],
    ["a.ts", "const { Item: item } = f();", "const { Item: product } = f();"],
    ["a.ts", "put({ Item: item as Item })", "put({ Item: product as Product })"],
    ["a.ts", "({ $m, Item }) => [Item, item]", "({ $m, Item }) => [Item, product]"],
    ["a.ts", "(page.Items ?? []) as Item[]", "(page.Items ?? []) as Product[]"],
    ["a.ts", 'components["schemas"]["Item"]', 'components["schemas"]["Product"]'],
    ["a.ts", "x = { type: 'array', items: item };", "x = { type: 'array', items: product };"],
    ["a.ts", 'x = { type: "array", items: item };', 'x = { type: "array", items: product };'],
    ["a.ts", "const items = f(); g({ items, nextCursor })", "const products = f(); g({ items: products, nextCursor })"],
    ["a.ts", "const { items, nextCursor } = f(); g(items)", "const { items, nextCursor } = f(); g(items)"],
    ["a.ts", "tables.items; page.items; data!.items", "tables.products; page.items; data!.items"],
    ["a.ts", "resource({ items: itemsTable })", "resource({ products: productsTable })"],
    ["a.ts", "new PutItemCommand(pathItem, minItems)", "new PutItemCommand(pathItem, minItems)"],
    ["a.ts", '"dynamodb:GetItem on Items"', '"dynamodb:GetItem on Products"'],
    ["a.ts", "`new Put({ Item: { id } }); /items/${id}`", "`new Put({ Item: { id } }); /products/${id}`"],
    ["a.ts", "/\\/v1\\/items$/", "/\\/v1\\/products$/"],
    ["a.ts", '"x\\nitems"', '"x\\nproducts"'],
    ["a.ts", "// An item, or\n// an\n// item", "// A product, or\n// a\n// product"],
    ["a.ts", "getitem itemize Itemized", "getitem itemize Itemized"],
    ["a.md", "An item of `items`: Items, ITEM", "A product of `products`: Products, PRODUCT"],
    ["a.md", '200 `{"items":[…]}` of /items/{id}', '200 `{"items":[…]}` of /products/{id}'],
    ["a.md", "```ts\npage.items;\n```\n", "```ts\npage.items;\n```\n"],
    ["a.md", "npx api-tools rename items products", "npx api-tools rename products items"],
    ["a.yaml", "items-api:stageName: v1", "products-api:stageName: v1"],
    ["a.json", '{ "tags": ["items"], "required": ["items"] }', '{ "tags": ["products"], "required": ["items"] }'],
    ["a.json", '{ "type": "array", "items": "Item" }', '{ "type": "array", "items": "Product" }'],
    ["api/http/a.ts", "// items\nf(item, 'the item')", "// items\nf(item, 'the product')"],
    ["docs/emulation.md", "in process: items, `/items`", "in process: items, `/products`"],
    ["packages/a.ts", "items-api", "items-api"],
    ["CHANGELOG.md", "items", "items"],
  ];
  for (const [path, before, after] of cases) {
    it(`writes ${JSON.stringify(after)} in ${path}`, () => expect(rename(path, before)).to.equal(after));
  }

  it("moves files and folders", () => {
    const { changed } = planRenaming(new Map([["api/items/items.test.ts", ""]]), itemsToProducts);
    expect(changed).to.deep.equal([{ from: "api/items/items.test.ts", to: "api/products/products.test.ts", text: "" }]);
  });

  it("distinguishes the project's name from the resource's word followed by -api", () => {
    const shop = { ...itemsToProducts, project: { from: "items-api", to: "shop" } };
    expect(rename("a.json", "dev::items-api::RestApi::items-api items-api-errors-getItem", shop)).to.equal(
      "dev::shop::RestApi::products-api shop-errors-getProduct",
    );
    const store = { ...itemsToProducts, project: { from: "shop", to: "store" } };
    expect(rename("a.txt", 'shop:api "shop" ::shop::x shop-errors in a shop', store)).to.equal(
      'store:api "store" ::store::x store-errors in a shop',
    );
  });

  const types = [
    "rest-api:functions:RouteFunction",
    "rest-api:gateway:RestApi",
    "rest-api:identity:AuthorizerFunction",
    "rest-api:monitoring:Monitoring",
  ];
  const namedAsTypes: [what: string, renaming: Renaming][] = [
    ["a project rest-api", { ...itemsToProducts, project: { from: "rest-api", to: "shop" } }],
    ["a project rest", { ...itemsToProducts, project: { from: "rest", to: "shop" } }],
    ["a resource rests", { ...itemsToProducts, from: { plural: "rests", singular: "rest" } }],
    ["a resource gateways", { ...itemsToProducts, from: { plural: "gateways", singular: "gateway" } }],
    ["a resource identities", { ...itemsToProducts, from: { plural: "identities", singular: "identity" } }],
    ["a resource monitorings", { ...itemsToProducts, from: { plural: "monitorings", singular: "monitoring" } }],
  ];
  for (const [what, renaming] of namedAsTypes) {
    it(`keeps the types of components in ${what}`, () => {
      for (const type of types) {
        const source = `super("${type}", name)`;
        expect(rename("api/a.ts", source, renaming)).to.equal(source);
        const urn = (project: string) => `"urn:pulumi:dev::${project}::${type}$aws:iam/role:Role::a"`;
        const { project } = renaming;
        expect(rename("a.json", urn(project.from), renaming)).to.equal(urn(project.to));
        expect(planRenaming(new Map([["api/gateway/a.ts", source]]), renaming).shared).to.deep.equal([]);
      }
    });
  }

  it("renames settings of a project rest-api", () => {
    const renaming = { ...itemsToProducts, project: { from: "rest-api", to: "shop" } };
    expect(rename("a.yaml", "rest-api:stageName: v1", renaming)).to.equal("shop:stageName: v1");
  });

  it("adapts the article to the new word", () => {
    for (const [plural, singular, article] of [
      ["orders", "order", "An"],
      ["users", "user", "A"],
      ["hours", "hour", "An"],
    ]) {
      const renaming = { ...itemsToProducts, to: { plural: plural!, singular: singular! } };
      expect(rename("a.md", "An item", renaming)).to.equal(`${article} ${singular}`);
    }
  });

  it("renames the guide's example resource if it has the new word", () => {
    const renaming = { ...itemsToProducts, to: { plural: "orders", singular: "order" } };
    const guide = "in the order of `orders`: createOrder, items, itemId";
    expect(rename("docs/add-a-resource.md", guide, renaming)).to.equal(
      "in the order of `purchases`: createPurchase, orders, orderId",
    );
  });

  it("finds names that would exist twice in a file", () => {
    const clashes = (text: string) => planRenaming(new Map([["a.ts", text]]), itemsToProducts).clashes;
    expect(clashes("const item = 1; const product = 2;")).to.deep.equal([{ path: "a.ts", name: "product" }]);
    expect(clashes("interface A { items: 1; products: 2 }")).to.deep.equal([{ path: "a.ts", name: "products" }]);
    expect(clashes("f(item, a.product, { items: 1 }, { products: 1 })")).to.deep.equal([]);
  });
});

describe("a rename of a word that shared code contains", () => {
  const accounts = { ...itemsToProducts, from: { plural: "accounts", singular: "account" } };
  const shared = (path: string, text: string) => planRenaming(new Map([[path, text]]), accounts).shared;

  it("is found in names and in one-word texts", () => {
    expect(shared("api/logs.ts", 'accountRole("no-account")')).to.deep.equal([
      { path: "api/logs.ts", name: "accountRole" },
      { path: "api/logs.ts", name: "account" },
    ]);
    expect(shared(".mocharc.json", '{ "accounts": 2 }')).to.deep.equal([{ path: ".mocharc.json", name: "accounts" }]);
    expect(() => checkPlan(planRenaming(new Map([["api/logs.ts", "accountRole"]]), accounts), accounts)).to.throw(
      "api/logs.ts uses accountRole with another meaning, which the command cannot distinguish from accounts: rename by hand",
    );
  });

  it("is not found in sentences, nor in the resource's own folder", () => {
    expect(shared("api/http/a.ts", '"the account" // account')).to.deep.equal([]);
    expect(shared("api/accounts/store.ts", "getAccount")).to.deep.equal([]);
  });
});

describe("a rename is rejected", () => {
  const facts = {
    project: "items-api",
    resources: new Map([["items", 'name: "listItems" name: "getItem"']]),
    taken: ["items", "http", "routes"],
  };
  const nothing = { singular: undefined, project: undefined };
  const cases: [Partial<RenameArguments>, string][] = [
    [{ from: "http" }, "http is not a resource: api/http/routes.ts does not exist; the resources are items"],
    [{ to: "Products" }, 'the new word is "Products": it must be lower-case letters and digits, with a letter first'],
    [
      { to: "line-items" },
      'the new word is "line-items": it must be lower-case letters and digits, with a letter first',
    ],
    [{ singular: "" }, 'the singular is "": it must be lower-case letters and digits, with a letter first'],
    [{ to: "item" }, "item cannot be a resource's word: DynamoDB calls the entries of every table items"],
    [{ to: "posts" }, "post cannot be a resource's word: it is an HTTP method"],
    [{ to: "tables" }, "tables cannot be a resource's word: it is a term of DynamoDB"],
    [
      { to: "operations", singular: "routes" },
      "routes cannot be a resource's word: the program calls its operations routes",
    ],
    [{ to: "http" }, "api/http exists already: choose another word than http"],
    [{ to: "routes" }, "api/routes exists already: choose another word than routes"],
    [{ to: "staff" }, "the rules derive no singular from staff: add --singular WORD"],
    [{ to: "classes" }, "class is a reserved word of TypeScript: add --singular WORD with another"],
    [{ project: "aws" }, "the project cannot be aws: Pulumi providers use it as a prefix of their settings"],
    [
      { project: "My Shop" },
      'the project is "My Shop": it must be 1 to 64 lower-case letters, digits and hyphens, with a letter first',
    ],
  ];
  for (const [asked, sentence] of cases) {
    it(sentence, () => {
      expect(() => resolveRenaming({ from: "items", to: "products", ...nothing, ...asked }, facts, lists)).to.throw(
        sentence,
      );
    });
  }

  it("if the project has the resource's name and should keep it", () => {
    const asked = { ...nothing, from: "items", to: "products" };
    const own = { ...facts, project: "items" };
    expect(resolveRenaming(asked, own, lists).project).to.deep.equal({ from: "items", to: "products" });
    expect(() => resolveRenaming({ ...asked, project: "shop" }, own, lists)).to.throw(
      "the project items has the resource's name: it can only be renamed together with it",
    );
    expect(rename("a.txt", 'items:timeout "items" createItem', resolveRenaming(asked, own, lists))).to.equal(
      'products:timeout "products" createProduct',
    );
  });
});

describe("a project's rename.config.ts", () => {
  let dir = "";
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "rename-"));
    writeFileSync(join(dir, "tsconfig.json"), "{}");
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const write = (text: string) => writeFileSync(join(dir, "rename.config.ts"), text);

  it("extends the generic lists, which apply alone without the file", () => {
    const generic = loadWordLists(dir);
    expect(generic).to.deep.equal(mergeWordLists({}));
    expect([generic.genericCode, generic.sharedCode, generic.madeUp.files]).to.deep.equal([[], [], []]);
    write('export const renameConfig: object = { reservedWords: { shop: "it is ours" }, sharedCode: [/^lib/] };');
    const own = loadWordLists(dir);
    expect(own.reservedWords).to.deep.equal({ ...generic.reservedWords, shop: "it is ours" });
    expect(own.sharedCode).to.deep.equal([/^lib/]);
    expect(own.foreignNames).to.deep.equal(generic.foreignNames);
  });

  it("stays unchanged, whatever words it contains", () => {
    const text = 'export const renameConfig = { reservedWords: { items: "a" } };';
    expect(rename("rename.config.ts", text)).to.equal(text);
  });

  it("is rejected in one line without its export", () => {
    write("export const config = {};");
    expect(() => loadWordLists(dir)).to.throw(UserError, `${dir}/rename.config.ts must export renameConfig`);
  });

  it("is rejected in one line if it does not load", () => {
    write('throw new Error("broken\\nand more");');
    expect(() => loadWordLists(dir)).to.throw(UserError, new RegExp(`^${dir}/rename.config.ts does not load: broken$`));
  });
});
