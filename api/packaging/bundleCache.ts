import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";

/** Age after which an entry is removed, in milliseconds: one week. */
const maxAgeMillis = 7 * 86_400_000;

/** A tree-shaken bundle of the modules that a serialized text imports. */
export interface Bundle {
  /** CommonJS. The same modules give the same bytes. */
  readonly text: string;
  readonly gzipped: number;
  /** Bytes of each package, the largest first. */
  readonly packages: Readonly<Record<string, number>>;
}

interface Entry {
  /** Files that the bundle was built from: the program's relative to its folder, those of packages absolute. */
  readonly files: readonly string[];
  /** State of these files at that time. */
  readonly state: string;
  readonly bundle: Bundle;
}

/**
 * Keeps bundles in `node_modules/.cache/bundles`, so that a program builds only those whose imports or packages have
 * changed. A build takes 0.3 s.
 */
export class BundleCache {
  private readonly folder: string;
  private readonly states = new Map<string, string>();
  private builderText: string | undefined;

  /**
   * @param root folder of the program's package.json.
   * @param modules folder of the modules that build the bundles.
   */
  constructor(
    private readonly root: string,
    private readonly modules = __dirname,
  ) {
    this.folder = join(root, "node_modules", ".cache", "bundles");
  }

  /** @param entry text of the module that the bundle is built from. */
  find(entry: string): Bundle | undefined {
    try {
      const { files, state, bundle } = JSON.parse(readFileSync(this.pathOf(entry), "utf8")) as Entry;
      return this.stateOf(files) === state ? bundle : undefined;
    } catch {
      // The bundle has not been built, or one of its files does not exist any more.
      return undefined;
    }
  }

  /** @param inputs absolute paths of the files that esbuild read. */
  keep(entry: string, bundle: Bundle, inputs: readonly string[]): void {
    const paths = new Set([...inputs, ...inputs.flatMap(manifestOf), ...this.versions()]);
    const files = [...paths].map((file) => this.nameOf(file)).sort();
    const path = this.pathOf(entry);
    const unfinished = `${path}-${process.pid}`;
    try {
      mkdirSync(this.folder, { recursive: true });
      const text = JSON.stringify({ files, state: this.stateOf(files), bundle } satisfies Entry);
      // Another process must not read an incomplete file.
      writeFileSync(unfinished, text);
      renameSync(unfinished, path);
      this.prune();
    } catch {
      // The folder is read-only or the disk is full. The next load builds again.
    }
  }

  /** Returns the files that name the versions of esbuild and of all packages. */
  private versions(): string[] {
    const locks = ["package.json", "package-lock.json"].map((name) => join(this.root, name)).filter(exists);
    return [require.resolve("esbuild/package.json"), ...locks];
  }

  /**
   * Depends on the text of the building modules too: two versions of a program may share node_modules, as both sides of
   * `api-tools report` do.
   */
  private pathOf(entry: string): string {
    this.builderText ??= readdirSync(this.modules)
      .sort()
      .map((name) => readFileSync(join(this.modules, name), "utf8"))
      .join("\n");
    const hash = createHash("sha256").update(entry).update(this.builderText).digest("hex");
    return join(this.folder, `${hash.slice(0, 32)}.json`);
  }

  private stateOf(files: readonly string[]): string {
    const hash = createHash("sha256");
    for (const file of files) hash.update(`${file} ${this.fileState(file)}\n`);
    return hash.digest("hex");
  }

  /** Returns the name of a file in an entry. Copies of a program may share node_modules, and so these entries. */
  private nameOf(file: string): string {
    const name = relative(this.root, file);
    const isOwn = !isAbsolute(name) && !/^\.\.(?:[\\/]|$)|(?:^|[\\/])node_modules[\\/]/.test(name);
    return isOwn ? name : file;
  }

  private fileState(name: string): string {
    let state = this.states.get(name);
    if (state === undefined) this.states.set(name, (state = this.readState(name)));
    return state;
  }

  /** Copies of the program's own files have other times. Packages have thousands of files, whose texts take long to read. */
  private readState(name: string): string {
    if (!isAbsolute(name))
      return createHash("sha256")
        .update(readFileSync(join(this.root, name)))
        .digest("hex");
    const { size, ctimeMs } = statSync(name);
    return `${size} ${ctimeMs}`;
  }

  private prune(): void {
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      if (Date.now() - statSync(path).mtimeMs > maxAgeMillis) rmSync(path, { force: true });
    }
  }
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Returns the package.json that decides which file an import of the package is. */
function manifestOf(file: string): string[] {
  const [folder] = /.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(dirname(file)) ?? [];
  return folder === undefined ? [] : [join(folder, "package.json")];
}
