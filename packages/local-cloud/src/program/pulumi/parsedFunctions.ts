import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { deserialize, serialize } from "node:v8";

/** The module runtime/closure/parseFunction of a copy of Pulumi. */
export interface FunctionParser {
  parseFunction(text: string): unknown;
}

/** Maximum number of stored functions. A function takes about 400 bytes. */
const maxFunctions = 2_000;

/**
 * Stores what Pulumi's serialization reads from the texts of functions: their forms and captured variables. Routes
 * share most of their functions, and most texts are the same at the next start. Pulumi parses each with TypeScript, every
 * time, which takes a sixth of a start.
 */
export class ParsedFunctions {
  /** Serialized results, from the least recently used to the most. Callers get copies, because they may modify them. */
  private readonly results: Map<string, Buffer>;
  private changed = false;

  /** @param file stores the results. It must be for one version of Pulumi, TypeScript and Node.js. */
  constructor(private readonly file: string) {
    this.results = readStored(file);
  }

  /** Replaces the parser of a copy of Pulumi. */
  replace(parser: FunctionParser): void {
    const parse = parser.parseFunction.bind(parser);
    parser.parseFunction = (text) => this.parse(text, parse);
  }

  private parse(text: string, parse: (text: string) => unknown): unknown {
    const key = keyOf(text);
    const known = this.results.get(key);
    if (known !== undefined) {
      this.results.delete(key);
      this.results.set(key, known);
      return deserialize(known);
    }
    const result = parse(text);
    this.results.set(key, serialize(result));
    this.changed = true;
    return result;
  }

  /** Writes the results, if there are new ones. */
  save(): void {
    for (const key of this.results.keys()) {
      if (this.results.size <= maxFunctions) break;
      this.results.delete(key);
    }
    if (!this.changed) return;
    this.changed = false;
    // Another run that starts now must not read an incomplete file.
    const unfinished = `${this.file}-${process.pid}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(unfinished, serialize(this.results));
      renameSync(unfinished, this.file);
    } catch {
      // The folder is read-only or the disk is full. The next start parses again.
    }
  }
}

let globals: { readonly names: readonly string[]; readonly hash: string } = { names: [], hash: "" };

/** Pulumi does not capture names that are global when it parses. */
function keyOf(text: string): string {
  const names = Object.getOwnPropertyNames(globalThis);
  const isKnown = names.length === globals.names.length && names.every((name, index) => name === globals.names[index]);
  if (!isKnown) globals = { names, hash: hashOf(names.join()) };
  return hashOf(`${globals.hash}\0${text}`);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function readStored(file: string): Map<string, Buffer> {
  try {
    return deserialize(readFileSync(file)) as Map<string, Buffer>;
  } catch {
    // There is no file, or it is damaged.
    return new Map();
  }
}
