import { expect } from "chai";
import fc from "fast-check";
import { decodeChunks } from "../../src/s3/protocol/chunked";
import { parseXml, textOf } from "../../src/kernel/protocols/parseXml";
import { document } from "../../src/s3/protocol/xml";

describe("the XML of S3's requests", () => {
  it("returns every text as it was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const root = parseXml(document("Root", { Key: text, Empty: "", List: [{ Key: "1" }, { Key: "2" }] }))!;
        expect(textOf(root, "Key")).to.equal(text);
        expect(root.children.map(({ name }) => name)).to.deep.equal(["Key", "Empty", "List", "List"]);
      }),
    );
  });

  it("reads prefixes, attributes and numeric entities", () => {
    const root = parseXml(
      `<?xml version="1.0"?>\n<s3:Root xmlns:s3="x"><s3:Key a="b">&#65;&#x42;&amp;lt;</s3:Key><E/></s3:Root>`,
    )!;
    expect([root.name, textOf(root, "Key"), textOf(root, "E")]).to.deep.equal(["Root", "AB&lt;", ""]);
  });

  for (const source of [
    "",
    "text",
    "<a>",
    "<a></b>",
    "</a>",
    "<a/><b/>",
    "<a",
    "<!DOCTYPE a><a/>",
    "<a><!-- --></a>",
    "<>",
  ]) {
    it(`refuses ${JSON.stringify(source)}`, () => {
      expect(parseXml(source)).to.equal(undefined);
    });
  }

  it("is bounded in depth", () => {
    expect(parseXml("<a>".repeat(10_000) + "</a>".repeat(10_000))).to.equal(undefined);
  });
});

describe("a chunked body", () => {
  const framed = (chunks: readonly Buffer[], trailers = "") =>
    Buffer.concat([
      ...chunks.flatMap((chunk) => [
        Buffer.from(`${chunk.length.toString(16)};chunk-signature=0\r\n`),
        chunk,
        Buffer.from("\r\n"),
      ]),
      Buffer.from(`0\r\n${trailers}\r\n`),
    ]);

  it("is returned without its framing", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1 })), (arrays) => {
        const chunks = arrays.map((array) => Buffer.from(array));
        const whole = Buffer.concat(chunks);
        const { body, trailers } = decodeChunks(framed(chunks, "X-Amz-Checksum-Crc32: AAAA==\r\n"), whole.length);
        expect(body.equals(whole)).to.equal(true);
        expect(trailers).to.deep.equal({ "x-amz-checksum-crc32": "AAAA==" });
      }),
    );
  });

  it("of another length, or with broken framing, is refused", () => {
    const whole = framed([Buffer.from("abc")]);
    const broken: [Buffer, number | undefined][] = [
      [whole, 2],
      [whole.subarray(0, 20), undefined],
      [Buffer.from("3\r\nabcd\r\n0\r\n\r\n"), undefined],
      [Buffer.from("zz\r\n"), undefined],
      [Buffer.alloc(0), undefined],
      [Buffer.alloc(100_000, "1"), undefined],
    ];
    for (const [bytes, expected] of broken) expect(() => decodeChunks(bytes, expected)).to.throw("number of bytes");
  });
});
