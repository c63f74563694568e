import { expect } from "chai";
import { cutPage, encodeCursor, startKey } from "../../../api/http/pages";

const key = { id: "S" } as const;
const cursorOf = (id: string) => encodeCursor({ id }, key);
const messageOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe("a cursor", () => {
  for (const id of ["a", "ü/+ ", "\u0000", '"', "x".repeat(1024)]) {
    it(`decodes to the key ${JSON.stringify(id).slice(0, 20)}`, () => {
      expect(startKey(cursorOf(id), key)).to.deep.equal({ id });
    });
  }

  it("is undefined for the first page", () => {
    expect(startKey(undefined, key)).to.equal(undefined);
  });

  it("is rejected or decodes to another string if one character changes", () => {
    const cursor = cursorOf("6f1f4c8e-0c5e-4c39-8d0e-0123456789ab");
    for (let i = 0; i < cursor.length; i += 1) {
      const changed = `${cursor.slice(0, i)}${cursor[i] === "A" ? "B" : "A"}${cursor.slice(i + 1)}`;
      const message = messageOf(() => expect(startKey(changed, key)?.id).to.be.a("string"));
      expect([undefined, "cursor is not valid"]).to.include(message);
    }
  });

  const forged = [
    "",
    "x",
    "%",
    Buffer.from("[]").toString("base64url"),
    Buffer.from('[1,""]').toString("base64url"),
    cursorOf("x".repeat(1025)),
    Buffer.from('[1,{"a":1}]').toString("base64url"),
    Buffer.from('[2,"a"]').toString("base64url"),
    Buffer.from('[1,"a","b"]').toString("base64url"),
    Buffer.from('[1, "a"]').toString("base64url"),
    Buffer.from('{"1":"a"}').toString("base64url"),
    Buffer.from("null").toString("base64url"),
    `${cursorOf("a")}=`,
  ];
  for (const cursor of forged) {
    it(`is rejected as ${JSON.stringify(cursor).slice(0, 40)}`, () => {
      expect(messageOf(() => startKey(cursor, key))).to.equal("cursor is not valid");
    });
  }
});

describe("a cursor with several attributes", () => {
  const pair = { customer: "S", placed: "N" } as const;

  it("decodes to the values with their types, without other attributes of the last item", () => {
    const page = cutPage({ items: [], lastKey: { placed: 5, customer: "c", other: 1 } }, pair);
    expect(startKey(page.nextCursor, pair)).to.deep.equal({ customer: "c", placed: 5 });
  });

  for (const values of ['["c"]', '["c","5"]', '["c",5,6]', '["c",null]']) {
    it(`is rejected with the values ${values}`, () => {
      const forged = Buffer.from(`[1,${values.slice(1)}`).toString("base64url");
      expect(messageOf(() => startKey(forged, pair))).to.equal("cursor is not valid");
    });
  }
});

describe("a page", () => {
  const item = (id: string, characters: number) => ({ id, text: "\u0001".repeat(characters) });
  /** Bytes of the items in Lambda's answer, which contains the body as a JSON string. */
  const encoded = (items: readonly object[]) => Buffer.byteLength(JSON.stringify(JSON.stringify(items)));

  it("is complete if it is within the limit, with DynamoDB's last key as cursor", () => {
    const items = [item("a", 1), item("b", 1)];
    expect(cutPage({ items, lastKey: undefined }, key)).to.deep.equal({ items, nextCursor: undefined });
    expect(cutPage({ items, lastKey: { id: "z" } }, key)).to.deep.equal({ items, nextCursor: cursorOf("z") });
  });

  it("is shortened below 6 MB of encoded bytes, with the last remaining item as cursor", () => {
    // A Scan page of 1 MB, all control characters, takes 7 MB in the answer.
    const items = ["a", "b", "c", "d", "e"].map((id) => item(id, 200_000));
    expect(encoded(items)).to.be.above(7_000_000);
    const page = cutPage({ items, lastKey: { id: "e" } }, key);
    expect(page).to.deep.equal({ items: items.slice(0, 4), nextCursor: cursorOf("d") });
    expect(encoded(page.items)).to.be.below(6_000_000);
  });

  it("contains at least one item, so that following cursors always ends", () => {
    const items = [item("a", 900_000), item("b", 1)];
    expect(cutPage({ items, lastKey: undefined }, key)).to.deep.equal({ items: [items[0]], nextCursor: cursorOf("a") });
  });
});
