import { gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import type { ChildResult, ObjectAccess, ProgressStore } from "../../src/stepfunctions/interpreter/host";
import { csvRows } from "../../src/stepfunctions/interpreter/items/csv";
import { includesIndex, withIndexes, type Ranges } from "../../src/stepfunctions/interpreter/items/ranges";
import { readItems } from "../../src/stepfunctions/interpreter/items/readItems";
import { Results } from "../../src/stepfunctions/interpreter/items/results";
import { ResultWriter, type ResultFormat } from "../../src/stepfunctions/interpreter/items/resultWriter";
import { StateError } from "../../src/stepfunctions/interpreter/stateError";
import type { Json } from "../../src/stepfunctions/language/json";

// eslint-disable-next-line @typescript-eslint/require-await -- pieces of an object arrive asynchronously
async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Objects by `BUCKET/KEY`, of which pieces of a few bytes are read on demand. */
function objectsOf(content: Readonly<Record<string, string | Buffer>>, size = 7) {
  const written = new Map<string, string>();
  const taken = { bytes: 0 };
  const objects: ObjectAccess = {
    list: () => inPieces("", 1) as never,
    read: (bucket, key) => {
      const found = content[`${bucket}/${key}`];
      if (found === undefined) throw new StateError("States.ItemReaderFailed", "missing");
      const bytes = Buffer.from(found);
      // eslint-disable-next-line @typescript-eslint/require-await -- as above
      const pieces = async function* () {
        for (let at = 0; at < bytes.length; at += size) {
          taken.bytes += Math.min(size, bytes.length - at);
          yield bytes.subarray(at, at + size);
        }
      };
      return Promise.resolve(pieces());
    },
    write: (bucket, key, body) => {
      written.set(`${bucket}/${key}`, body);
      return Promise.resolve();
    },
  };
  return { objects, written, taken };
}

function memoryProgress() {
  const outputs = new Map<string, Json>();
  const progress: ProgressStore = {
    load: () => undefined,
    save: () => undefined,
    loadOutput: (frame) => (outputs.has(frame) ? { output: outputs.get(frame)! } : undefined),
    saveOutput: (frame, output) => void outputs.set(frame, output),
    replaceOutputs: (frame, output, replaced) => {
      for (const each of replaced) outputs.delete(each);
      outputs.set(frame, output);
    },
    dropBelow: () => outputs.clear(),
  };
  return { progress, outputs };
}

const plain: ResultFormat = { transformation: "COMPACT", isLines: false };
const result = (output: Json, status: ChildResult["status"] = "SUCCEEDED"): ChildResult => ({
  ...{ arn: "arn", name: "name", status, input: { in: 1 }, startDate: "start", stopDate: "stop" },
  ...(status === "SUCCEEDED" ? { output } : { error: "E", cause: "C" }),
});

describe("the data of a distributed Map", () => {
  it("has the same CSV rows for pieces of any size", async () => {
    const field = fc.string({ unit: fc.constantFrom("a", "ä", '"', ",", "\n", " "), minLength: 1, maxLength: 6 });
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom("\n", "\r\n"),
        async (rows, size, end) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const text = rows.map((row) => row.map(quoted).join(",") + end).join("");
          expect(await all(csvRows(inPieces(text, size)))).to.deep.equal(rows);
        },
      ),
    );
  });

  const csv: [text: string, rows: string[][]][] = [
    ["", []],
    ["a", [["a"]]],
    ["a,", [["a", ""]]],
    ["a,b\n\n\nc", [["a", "b"], ["c"]]],
    ['a"b,"c"d', [['a"b', "cd"]]],
    ['"open', [["open"]]],
    ['"",x', [["", "x"]]],
  ];
  for (const [text, rows] of csv) {
    it(`has the CSV rows ${JSON.stringify(rows)} for ${JSON.stringify(text)}`, async () => {
      for (const size of [1, 2, 100]) expect(await all(csvRows(inPieces(text, size)))).to.deep.equal(rows);
    });
  }

  it("keeps indexes in ranges", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(30))), (parts) => {
        const ranges = parts.reduce<Ranges>(withIndexes, []);
        const known = new Set(parts.flat());
        for (let index = 0; index <= 31; index += 1) expect(includesIndex(ranges, index)).to.equal(known.has(index));
        for (const [at, [from, to]] of ranges.entries()) {
          expect(from).to.be.below(to);
          if (at > 0) expect(ranges[at - 1]![1]).to.be.below(from);
        }
      }),
    );
  });

  it("is read no further than the items that are taken", async () => {
    const text = Array.from({ length: 10_000 }, (_, id) => JSON.stringify({ id })).join("\n");
    const { objects, taken } = objectsOf({ "b/k": text });
    const source = { resource: "arn:aws:states:::s3:getObject", maxItems: Infinity };
    const items = readItems(objects, {
      ...{ ...source, config: { InputType: "JSONL" }, parameters: { Bucket: "b", Key: "k" } },
    });
    expect([(await items.next()).value, (await items.next()).value]).to.deep.equal([{ id: 0 }, { id: 1 }]);
    expect(taken.bytes).to.be.below(50);
    await items.return(undefined);
  });

  const jsonItems = (text: string, pointer?: string, size?: number) => {
    const { objects, taken } = objectsOf({ "b/k": text }, size);
    const config = { InputType: "JSON", ...(pointer === undefined ? {} : { ItemsPointer: pointer }) };
    const source = { resource: "arn:aws:states:::s3:getObject", maxItems: Infinity, config };
    return { items: readItems(objects, { ...source, parameters: { Bucket: "b", Key: "k" } }), taken };
  };

  it("has the elements of any JSON list, also at a pointer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.string(), fc.nat(3), async (list, name, space) => {
        const copy = JSON.parse(JSON.stringify(list)) as Json[];
        expect(await all(jsonItems(JSON.stringify(copy, null, space)).items)).to.deep.equal(copy);
        const nested = JSON.stringify({ other: copy, [`${name}!`]: [{}, copy] }, null, space);
        const pointer = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}!/1`;
        expect(await all(jsonItems(nested, pointer).items)).to.deep.equal(copy);
      }),
    );
  });

  it("has the members of an object at a pointer", async () => {
    expect(await all(jsonItems('{"a":{"b":1,"c":{"d":[]}}}', "/a").items)).to.deep.equal([
      { Key: "b", Value: 1 },
      { Key: "c", Value: { d: [] } },
    ]);
  });

  it("reads JSON no further than the items that are taken", async () => {
    const list = Array.from({ length: 10_000 }, (_, id) => ({ id }));
    const { items, taken } = jsonItems(JSON.stringify({ skipped: [1, 2], list }), "/list");
    expect([(await items.next()).value, (await items.next()).value]).to.deep.equal([{ id: 0 }, { id: 1 }]);
    expect(taken.bytes).to.be.below(80);
    await items.return(undefined);
  });

  const notIterable = "Attempting to map over non-iterable node.";
  for (const [text, pointer, cause] of [
    ['{"a":1}', undefined, notIterable],
    ["5", undefined, notIterable],
    ['{"a":1}', "/a", notIterable],
    ['{"a":[1]}', "/b", notIterable],
    ["[1", undefined, "The data set is not valid JSON: it ends inside a list or an object"],
    ["[1 2]", undefined, "The data set is not valid JSON: 2 follows a value without a comma"],
    ["[1,]", undefined, "The data set is not valid JSON: Unexpected end of JSON input"],
    ['["a', undefined, "The data set is not valid JSON: it ends inside a value"],
    ['{"a" 1}', "/b", 'The data set is not valid JSON: no colon follows "a"'],
  ] as const) {
    it(`rejects ${text} at ${pointer ?? "the root"}`, async () => {
      const error = await all(jsonItems(text, pointer).items).catch((thrown: Error) => thrown);
      expect(error).to.include({ error: "States.ItemReaderFailed", cause });
    });
  }

  it("rejects an item of more than 8 MB, and reads no more of it", async () => {
    const { items, taken } = jsonItems(
      `["${"x".repeat(8 * 1_048_576 + 100)}","${"y".repeat(1_000_000)}"]`,
      undefined,
      65_536,
    );
    const error = await all(items).catch((thrown: Error) => thrown);
    expect(error).to.include({ cause: "An item exceeds 8388608 characters" });
    expect(taken.bytes).to.be.below(9 * 1_048_576);
  });

  for (const [title, config, text] of [
    ["given", { CSVHeaders: ["a", "b", "a"] }, "1,2,3"],
    ["of the first row", {}, "a,b,a\n1,2,3"],
  ] as const) {
    it(`rejects CSV headers ${title} that repeat a name`, async () => {
      const { objects } = objectsOf({ "b/k": text });
      const items = readItems(objects, {
        ...{ resource: "arn:aws:states:::s3:getObject", maxItems: Infinity, parameters: { Bucket: "b", Key: "k" } },
        config: { InputType: "CSV", ...config },
      });
      const error = await all(items).catch((thrown: Error) => thrown);
      expect(error).to.include({
        ...{ error: "States.ItemReaderFailed", cause: "CSV headers cannot contain duplicates." },
      });
    });
  }

  const inventory = (more: object) =>
    JSON.stringify({
      destinationBucket: "arn:aws:s3:::lists",
      ...{ fileFormat: "CSV", fileSchema: "Bucket, Key, Size", files: [{ key: "a.csv.gz" }, { key: "b.csv" }] },
      ...more,
    });
  const inventoryItems = (manifest: string) => {
    const { objects } = objectsOf({
      "b/manifest.json": manifest,
      "lists/a.csv.gz": gzipSync('"data","one ä.txt","5"\n"data","two.txt","6"\n'),
      "lists/b.csv": '"data","three.txt","7"\n',
    });
    const parameters = { Bucket: "b", Key: "manifest.json" };
    const source = { resource: "arn:aws:states:::s3:getObject", config: { InputType: "MANIFEST" }, parameters };
    return all(readItems(objects, { ...source, maxItems: Infinity }));
  };

  it("contains the objects of an S3 inventory", async () => {
    expect(await inventoryItems(inventory({}))).to.deep.equal([
      { Bucket: "data", Key: "one ä.txt", Size: "5" },
      { Bucket: "data", Key: "two.txt", Size: "6" },
      { Bucket: "data", Key: "three.txt", Size: "7" },
    ]);
  });

  const manifests: [manifest: string, cause: RegExp][] = [
    ["{", /^The data set is not valid JSON: /],
    ["[]", /^The object is not the manifest of an S3 inventory$/],
    ["{}", /^The object is not the manifest of an S3 inventory$/],
    [inventory({ files: "all" }), /^The object is not the manifest of an S3 inventory$/],
    [inventory({ fileFormat: "Parquet" }), /^The local cloud does not emulate inventories of the format Parquet$/],
    [inventory({ files: [{ key: "nothing.csv" }] }), /^missing$/],
  ];
  for (const [manifest, cause] of manifests) {
    it(`fails with ${String(cause)} for an inventory's manifest`, async () => {
      const error = await inventoryItems(manifest).catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(StateError);
      expect((error as StateError).error).to.equal("States.ItemReaderFailed");
      expect((error as StateError).cause).to.match(cause);
    });
  }

  const metadata = {
    ...{ ExecutionArn: "arn", Input: '{"in":1}', InputDetails: { Included: true }, Name: "name" },
    ...{ StartDate: "start", StopDate: "stop" },
  };
  const succeeded = (Output: string) => ({
    ...{ ...metadata, Output, OutputDetails: { Included: true }, Status: "SUCCEEDED" },
  });
  const failed = { ...metadata, Cause: "C", Error: "E", Status: "FAILED" };
  const formats: [format: ResultFormat, success: Json[], failure: Json][] = [
    [{ transformation: "NONE", isLines: false }, [succeeded("[1,2]"), succeeded("3")], failed],
    [{ transformation: "COMPACT", isLines: false }, [[1, 2], 3], failed],
    [{ transformation: "FLATTEN", isLines: false }, [1, 2, 3], failed],
    [{ transformation: "FLATTEN", isLines: true }, [1, 2, 3], failed],
  ];
  for (const [format, success, failure] of formats) {
    it(`is written as ${JSON.stringify(format)}`, async () => {
      const { objects, written } = objectsOf({});
      const { progress } = memoryProgress();
      const writer = new ResultWriter(objects, { bucket: "b", prefix: "p/", mapRunArn: "arn:x:run" }, format);
      const results = new Results({ progress, frame: "", redriveCount: 0, writer, format });
      for (const [index, each] of [result([1, 2]), result(3), result(null, "FAILED")].entries()) {
        await results.add(index, each);
      }
      await results.end();
      const end = format.isLines ? "jsonl" : "json";
      const read = (name: string) => {
        const text = written.get(`b/p/run/${name}`)!;
        if (!name.endsWith("jsonl")) return JSON.parse(text) as Json;
        const lines = text.trimEnd().split("\n");
        return lines.map((line) => JSON.parse(line) as Json);
      };
      expect(read(`SUCCEEDED_0.${end}`)).to.deep.equal(success);
      expect(read(`FAILED_0.${end}`)).to.deep.equal([failure]);
      const manifest = read("manifest.json") as { ResultFiles: Record<string, { Key: string }[]> };
      const keys = Object.values(manifest.ResultFiles).map((files) => files.map(({ Key }) => Key));
      expect(keys).to.deep.equal([[`p/run/FAILED_0.${end}`], [], [`p/run/SUCCEEDED_0.${end}`]]);
    });
  }

  it("is stored in a bounded number of entries, and is complete after a restart", async () => {
    const { progress, outputs } = memoryProgress();
    const options = { progress, frame: "0/1", redriveCount: 0, writer: undefined, format: plain };
    const results = new Results(options);
    for (let index = 9_999; index >= 5_000; index -= 1) {
      await results.add(index, result(1));
      expect(outputs.size).to.be.at.most(1_001);
    }
    const again = new Results(options);
    for (let index = 0; index < 10_000; index += 1) {
      expect(again.has(index)).to.equal(index >= 5_000);
      if (index < 5_000) await again.add(index, result(0));
    }
    expect(again.counts).to.deep.equal({ succeeded: 10_000, failed: 0, timedOut: 0, aborted: 0 });
    const output = (await again.end()) as Json[];
    expect(output.map((each, index) => each === (index < 5_000 ? 0 : 1)).every(Boolean)).to.equal(true);
    expect([output.length, outputs.size]).to.deep.equal([10_000, 1]);
  });

  it("loses its failures at a redrive, stored together or alone", async () => {
    const { progress } = memoryProgress();
    const options = { progress, frame: "", writer: undefined, format: plain };
    const before = new Results({ ...options, redriveCount: 0 });
    for (let index = 0; index < 1_002; index += 1)
      await before.add(index, result(index, index % 2 === 0 ? "FAILED" : "SUCCEEDED"));
    const restarted = new Results({ ...options, redriveCount: 0 });
    const redriven = new Results({ ...options, redriveCount: 1 });
    for (let index = 0; index < 1_002; index += 1) {
      expect(restarted.has(index)).to.equal(true);
      expect(redriven.has(index)).to.equal(index % 2 === 1);
    }
    expect(restarted.counts).to.deep.equal({ succeeded: 501, failed: 501, timedOut: 0, aborted: 0 });
    expect(redriven.counts).to.deep.equal({ succeeded: 501, failed: 0, timedOut: 0, aborted: 0 });
  });
});
