import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import Module, { createRequire, SourceMap, type SourceMapPayload } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import type ts from "typescript";
import { UserError } from "../../kernel/errors";
import { runModule, type Compiling } from "./moduleScripts";

export interface CompileOptions {
  readonly dir: string;
  /** Path of tsconfig.json. If it does not exist, Pulumi's defaults apply. */
  readonly tsconfig: string;
}

/**
 * Compiles required TypeScript files until the returned function is called. The result is the same as from Pulumi's
 * ts-node in transpile-only mode, because callbacks must serialize to the text of a deployment. Results are cached on
 * disk, so a start compiles only changed files.
 */
export function compileCached({ dir, tsconfig }: CompileOptions): () => void {
  return compileBy(new CachedCompiler(dir, { tsconfig }), runModule);
}

/** Installs a compiler, with the function that runs its texts. */
function compileBy(compiler: CachedCompiler, run: typeof runModule): () => void {
  const before = extensions[".ts"];
  extensions[".ts"] = (module, filename) => run(module, compiler.compile(filename), filename);
  return () => {
    // Without an earlier compiler, this one stays installed: a program may load one of its modules later.
    if (before !== undefined) extensions[".ts"] = before;
  };
}

/** Like `compileCached`, but stack traces show TypeScript lines. Used to report an error of the program. */
export function compileMapped(options: CompileOptions): () => void {
  const { sourceMapsEnabled } = process;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { prepareStackTrace } = Error;
  process.setSourceMapsEnabled(true);
  // Node.js maps lines only if no package has replaced `prepareStackTrace`.
  Object.assign(Error, { prepareStackTrace: undefined });
  // Node.js reads source maps only from texts that it compiles itself.
  const compiler = new CachedCompiler(options.dir, options);
  const stop = compileBy(compiler, (module, text, filename) => void module._compile(text, filename));
  return () => {
    stop();
    process.setSourceMapsEnabled(sourceMapsEnabled);
    Object.assign(Error, { prepareStackTrace });
  };
}

type Compile = (module: Compiling, filename: string) => unknown;

const extensions = (Module as unknown as { _extensions: Partial<Record<string, Compile>> })._extensions;

export class CachedCompiler {
  private readonly cache: string;
  private readonly tsconfig: string | undefined;
  private readonly esm: boolean;
  private readonly configuration: string;
  private options: ts.CompilerOptions | undefined;

  /** @param esm true to compile to ES modules. */
  constructor(
    private readonly dir: string,
    { tsconfig = join(dir, "tsconfig.json"), esm = false }: { readonly tsconfig?: string; readonly esm?: boolean } = {},
  ) {
    this.tsconfig = existsSync(tsconfig) ? tsconfig : undefined;
    this.esm = esm;
    const modules = findUp(dir, "node_modules") ?? join(dir, "node_modules");
    this.cache = join(modules, ".cache", "local-program");
    this.configuration = [versionOf(dir), esm, JSON.stringify(mapOptions), configurationText(this.tsconfig)].join("\0");
  }

  /** Returns the JavaScript text with an inline source map. The map names the file without its folder. */
  compile(filename: string): string {
    const text = readFileSync(filename, "utf8");
    // Without the folder in the key, copies of a program share the cache.
    const content = `${this.configuration}\0${basename(filename)}\0${text}`;
    const key = createHash("sha256").update(content).digest("hex").slice(0, 32);
    const kept = join(this.cache, `${key}.js`);
    if (existsSync(kept)) return readFileSync(kept, "utf8");
    const compiled = this.transpile(text, filename);
    mkdirSync(this.cache, { recursive: true });
    // Write to another name first, so that another run never reads an incomplete file.
    const unfinished = `${kept}-${process.pid}`;
    writeFileSync(unfinished, compiled);
    renameSync(unfinished, kept);
    return compiled;
  }

  /**
   * Returns the 1-based source line of a position in compiled text.
   *
   * @param line 0-based, like `column`.
   */
  sourceLine(fileName: string, line: number, column = 0): number {
    const entry = new SourceMap(this.sourceMap(fileName)).findEntry(line, column) as { originalLine?: number };
    return (entry.originalLine ?? line) + 1;
  }

  private sourceMap(fileName: string): SourceMapPayload {
    const [, encoded = ""] =
      /^\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/m.exec(this.compile(fileName)) ?? [];
    return JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as SourceMapPayload;
  }

  private transpile(text: string, fileName: string): string {
    const compiler = typescriptOf(this.dir);
    this.options ??= this.compilerOptions(compiler);
    const { outputText, diagnostics = [] } = compiler.transpileModule(text, {
      fileName,
      compilerOptions: this.options,
      reportDiagnostics: true,
    });
    // The parser recovers from syntax errors, but Pulumi rejects them.
    const [wrong] = diagnostics.filter(({ category }) => category === compiler.DiagnosticCategory.Error);
    if (wrong === undefined) return outputText;
    const host = {
      getCanonicalFileName: (file: string) => file,
      getCurrentDirectory: () => "",
      getNewLine: () => "\n",
    };
    throw new UserError(compiler.formatDiagnostic(wrong, host).trim());
  }

  private compilerOptions(compiler: typeof ts): ts.CompilerOptions {
    const { ModuleKind, ScriptTarget } = compiler;
    // A single file resolves no imports; the options only have to be compatible.
    const modules = this.esm ? { module: ModuleKind.ESNext, moduleResolution: node10 } : {};
    const { options } = compiler.convertCompilerOptionsFromJson(withoutTsconfig(compiler), this.dir);
    const { target, module } = options as Required<ts.CompilerOptions>;
    if (this.tsconfig === undefined) {
      return { ...options, ...(this.esm ? { target: ScriptTarget.ES2022 } : {}), ...modules, ...mapOptions };
    }
    const { config } = compiler.readConfigFile(this.tsconfig, (file) => compiler.sys.readFile(file)) as {
      config: object;
    };
    const parsed = compiler.parseJsonConfigFileContent(
      { ...config, files: [], include: [] },
      compiler.sys,
      dirname(this.tsconfig),
    );
    const emitted = { noEmit: false, declaration: false, ...mapOptions };
    // Defaults of options that tsconfig.json omits are Pulumi's, not the compiler's.
    const defaults = { target, module: parsed.options.moduleResolution === undefined ? module : ModuleKind.CommonJS };
    return { ...defaults, ...parsed.options, ...emitted, ...modules };
  }
}

/** Options for an inline source map whose source is the file name without a folder. */
const mapOptions = { sourceMap: false, inlineSourceMap: true, mapRoot: "", sourceRoot: "" };

/** Loads a package of the program, as ts-node does, or the local cloud's own copy if the program has none. */
function loadInstalled(dir: string, path: string): unknown {
  try {
    return createRequire(join(dir, "index.ts"))(path);
  } catch {
    return createRequire(__filename)(path);
  }
}

function typescriptOf(dir: string): typeof ts {
  return loadInstalled(dir, "typescript") as typeof ts;
}

function versionOf(dir: string): string {
  return (loadInstalled(dir, "typescript/package.json") as { version: string }).version;
}

/** Returns Pulumi's compiler options without tsconfig.json (its cmd/run). NodeNext exists since TypeScript 4.7. */
function withoutTsconfig({
  ModuleKind,
}: typeof ts): Readonly<Record<"target" | "module" | "moduleResolution", string>> {
  return Object.keys(ModuleKind).includes("NodeNext")
    ? { target: "ES2020", module: "nodenext", moduleResolution: "nodenext" }
    : { target: "ES2020", module: "commonjs", moduleResolution: "node" };
}

/** A number, because TypeScript before 5 uses another name. */
const node10: ts.ModuleResolutionKind.Node10 = 2;

/** Returns the text of a configuration and of all configurations that it extends by path. */
function configurationText(file: string | undefined): string {
  if (file === undefined || !existsSync(file)) return "";
  const text = readFileSync(file, "utf8");
  const [, base] = /"extends"\s*:\s*"(\.[^"]+)"/.exec(text) ?? [];
  return base === undefined ? text : text + configurationText(resolve(dirname(file), base));
}

function findUp(dir: string, name: string): string | undefined {
  for (let folder = resolve(dir); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name);
    if (folder === dirname(folder)) return undefined;
  }
}
