import { expect } from "chai";
import { cutPage, encodeCursor, pageSize, startKey } from "../../../api/http/pages";

const request = (query: Record<string, string> | null) => ({ query: query ?? {} });
const messageOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe("the page size", () => {
  it("is 50 when nobody asks", () => {
    expect(pageSize(request(null))).to.equal(50);
  });

  for (const [limit, size] of [
    ["1", 1],
    ["100", 100],
    ["007", 7],
  ] as const) {
    it(`is ${size} for ${limit}`, () => expect(pageSize(request({ limit }))).to.equal(size));
  }

  for (const limit of ["", "0", "101", "-1", "1.5", "1e2", " 5", "0x10", "ten", "1000000000000000000000"]) {
    it(`is refused as ${JSON.stringify(limit)}`, () => {
      expect(messageOf(() => pageSize(request({ limit })))).to.equal("limit must be an integer from 1 to 100");
    });
  }
});

describe("a cursor", () => {
  for (const id of ["a", "ü/+ ", "\u0000", '"', "x".repeat(2048)]) {
    it(`brings back the key ${JSON.stringify(id).slice(0, 20)}`, () => {
      expect(startKey(request({ cursor: encodeCursor(id) }))).to.equal(id);
    });
  }

  it("is absent on the first page", () => {
    expect(startKey(request(null))).to.equal(undefined);
  });

  it("is refused or names another position when any of its characters changes", () => {
    const cursor = encodeCursor("6f1f4c8e-0c5e-4c39-8d0e-0123456789ab");
    for (let i = 0; i < cursor.length; i += 1) {
      const changed = `${cursor.slice(0, i)}${cursor[i] === "A" ? "B" : "A"}${cursor.slice(i + 1)}`;
      const message = messageOf(() => expect(startKey(request({ cursor: changed }))).to.be.a("string"));
      expect([undefined, "cursor is not valid"]).to.include(message);
    }
  });

  const forged = [
    "",
    "x",
    "%",
    Buffer.from("[]").toString("base64url"),
    Buffer.from('[1,""]').toString("base64url"),
    encodeCursor("x".repeat(2049)),
    Buffer.from('[1,{"a":1}]').toString("base64url"),
    Buffer.from('[2,"a"]').toString("base64url"),
    Buffer.from('[1,"a","b"]').toString("base64url"),
    Buffer.from('[1, "a"]').toString("base64url"),
    Buffer.from('{"1":"a"}').toString("base64url"),
    Buffer.from("null").toString("base64url"),
    `${encodeCursor("a")}=`,
  ];
  for (const cursor of forged) {
    it(`is refused as ${JSON.stringify(cursor).slice(0, 40)}`, () => {
      expect(messageOf(() => startKey(request({ cursor })))).to.equal("cursor is not valid");
    });
  }
});

describe("a page", () => {
  const item = (id: string, characters: number) => ({ id, text: "\u0001".repeat(characters) });
  /** Bytes of the items inside Lambda's answer: JSON inside JSON. */
  const encoded = (items: readonly object[]) => Buffer.byteLength(JSON.stringify(JSON.stringify(items)));

  it("is whole while it fits, with the cursor of DynamoDB's last key", () => {
    const items = [item("a", 1), item("b", 1)];
    expect(cutPage({ items, lastId: undefined })).to.deep.equal({ items, nextCursor: undefined });
    expect(cutPage({ items, lastId: "z" })).to.deep.equal({ items, nextCursor: encodeCursor("z") });
  });

  it("is cut below 6 MB of encoded bytes, and goes on behind the last item that is kept", () => {
    // A Scan's 1 MB of control characters, a byte each as stored, takes 7 MB.
    const items = ["a", "b", "c", "d", "e"].map((id) => item(id, 200_000));
    expect(encoded(items)).to.be.above(7_000_000);
    const page = cutPage({ items, lastId: "e" });
    expect(page).to.deep.equal({ items: items.slice(0, 4), nextCursor: encodeCursor("d") });
    expect(encoded(page.items)).to.be.below(6_000_000);
  });

  it("holds one item at least, so that every walk ends", () => {
    const items = [item("a", 900_000), item("b", 1)];
    expect(cutPage({ items, lastId: undefined })).to.deep.equal({ items: [items[0]], nextCursor: encodeCursor("a") });
  });
});
