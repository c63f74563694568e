import Module from "node:module";
import { withOneFolder } from "./codePaths";
import { shareGlobalEntries, withGlobalEntries } from "./globalEntries";
import { closureCreator, inPackage } from "../modules/pulumiFiles";

type Modules = Readonly<Record<string, { readonly exports: unknown; readonly filename?: string } | undefined>>;
type Compile = (this: Module, ...args: [text: string, filename: string, ...rest: unknown[]]) => unknown;
type LoadFile = (this: Module, filename: string) => void;

const loader = Module as unknown as { _cache: Modules; prototype: { _compile: Compile; load: LoadFile } };

/** Pulumi's search for the module that a captured value comes from. It reads all loaded modules for each value. */
const search = "for (const path of Object.keys(require.cache)) {";
const findingPaths = inPackage("pulumi/runtime/closure/codePaths");
const key = Symbol.for("@onemachine/local-cloud.pathsOfModule");

/** Changes when a module begins or ends to load. */
let loads = 0;

/** Paths of loaded modules, keyed by their exports. If modules have the same exports, the first one counts. */
class ModuleIndex {
  private paths = new Map<unknown, string>();
  /** Paths at which the program put exports into the cache without loading them. It may replace them later. */
  private placed: string[] = [];
  private loads = -1;

  find(exported: unknown): readonly string[] {
    if (this.loads !== loads) this.read();
    let path = this.paths.get(exported) ?? this.findPlaced(exported);
    const isOutdated = path === undefined ? isNamespace(exported) : loader._cache[path]?.exports !== exported;
    if (isOutdated) {
      this.read();
      path = this.paths.get(exported);
    }
    return path === undefined ? [] : [path];
  }

  private findPlaced(exported: unknown): string | undefined {
    if (typeof exported !== "function") return undefined;
    return this.placed.find((path) => loader._cache[path]?.exports === exported);
  }

  private read(): void {
    this.loads = loads;
    this.paths = new Map();
    this.placed = [];
    for (const [path, module] of Object.entries(loader._cache)) {
      if (module === undefined) continue;
      if (!this.paths.has(module.exports)) this.paths.set(module.exports, path);
      // Node.js gives each module that it loads a file name.
      if (module.filename === undefined) this.placed.push(path);
    }
  }
}

/**
 * True for a copy of a module that `import * as` made. A program can put such a copy into the cache without loading it
 * (api/packaging/namespaces.ts of the template).
 */
function isNamespace(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "default");
}

/**
 * Replaces the search of copies of Pulumi that are loaded from now on by an index. Call it before a process loads
 * Pulumi.
 */
export function indexModules(): void {
  // Another copy of this module has replaced it.
  if (key in globalThis) return;
  const { _compile: compile, load } = loader.prototype;
  const index = new ModuleIndex();
  Object.defineProperty(globalThis, key, { value: (exported: unknown) => index.find(exported) });
  shareGlobalEntries();
  loader.prototype.load = function (filename) {
    loads += 1;
    try {
      load.call(this, filename);
    } finally {
      loads += 1;
    }
  };
  loader.prototype._compile = function (text, filename, ...rest) {
    return compile.call(this, changed(text, filename), filename, ...rest);
  };
}

function changed(text: string, filename: string): string {
  if (closureCreator.test(filename)) return withGlobalEntries(withIndex(text));
  return findingPaths.test(filename) ? withOneFolder(text) : text;
}

/** Returns a text whose search uses the index. Texts of other versions may have another search, which stays. */
export function withIndex(text: string): string {
  return text.replace(search, `for (const path of globalThis[Symbol.for("${Symbol.keyFor(key)!}")](obj)) {`);
}
