import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import Module, { createRequire, SourceMap, type SourceMapPayload } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import type ts from "typescript";
import { UserError } from "../kernel/errors";

export interface CompileOptions {
  readonly dir: string;
  /** The compiler's configuration; Pulumi's own holds where there is no such file. */
  readonly tsconfig: string;
}

/**
 * Compiles a program's TypeScript to what Pulumi's own ts-node, transpile-only, makes of it, until the function that
 * this returns is called: the callbacks must serialize to the text of a deployment. Results are kept, so that a start
 * compiles what changed and nothing else.
 */
export function compileCached({ dir, tsconfig }: CompileOptions): () => void {
  const compiler = new CachedCompiler(dir, { tsconfig });
  const before = extensions[".ts"];
  extensions[".ts"] = (module, filename) => module._compile(compiler.compile(filename), filename);
  return () => {
    // Where nobody else compiles it stays: a program may load a module of its own late.
    if (before !== undefined) extensions[".ts"] = before;
  };
}

/** The same with TypeScript lines in stack traces: for a program that fails. */
export function compileMapped(options: CompileOptions): () => void {
  const { sourceMapsEnabled } = process;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { prepareStackTrace } = Error;
  process.setSourceMapsEnabled(true);
  // Node.js maps where no package does it in its own way.
  Object.assign(Error, { prepareStackTrace: undefined });
  const stop = compileCached(options);
  return () => {
    stop();
    process.setSourceMapsEnabled(sourceMapsEnabled);
    Object.assign(Error, { prepareStackTrace });
  };
}

type Compile = (module: Module & { _compile(text: string, filename: string): unknown }, filename: string) => unknown;

const extensions = (Module as unknown as { _extensions: Partial<Record<string, Compile>> })._extensions;

export class CachedCompiler {
  private readonly cache: string;
  private readonly tsconfig: string | undefined;
  private readonly esm: boolean;
  private readonly configuration: string;
  private options: ts.CompilerOptions | undefined;

  /** @param esm whether files become ES modules. */
  constructor(
    private readonly dir: string,
    { tsconfig = join(dir, "tsconfig.json"), esm = false }: { readonly tsconfig?: string; readonly esm?: boolean } = {},
  ) {
    this.tsconfig = existsSync(tsconfig) ? tsconfig : undefined;
    this.esm = esm;
    const modules = findUp(dir, "node_modules") ?? join(dir, "node_modules");
    this.cache = join(modules, ".cache", "local-program");
    this.configuration = [versionOf(dir), esm, JSON.stringify(mapped), configurationText(this.tsconfig)].join("\0");
  }

  /** Its source map, which names the file without its folder, is in the text. */
  compile(filename: string): string {
    const text = readFileSync(filename, "utf8");
    // Copies of a program share it.
    const content = `${this.configuration}\0${basename(filename)}\0${text}`;
    const key = createHash("sha256").update(content).digest("hex").slice(0, 32);
    const kept = join(this.cache, `${key}.js`);
    if (existsSync(kept)) return readFileSync(kept, "utf8");
    const compiled = this.transpile(text, filename);
    mkdirSync(this.cache, { recursive: true });
    // Another run must not read half of it.
    const unfinished = `${kept}-${process.pid}`;
    writeFileSync(unfinished, compiled);
    renameSync(unfinished, kept);
    return compiled;
  }

  /**
   * The line of a file, from 1, that a place of what `compile` gives comes from.
   *
   * @param line and column from 0.
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
    // The parser repairs what it cannot read, and Pulumi refuses it.
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
    // Of one file nothing is resolved; the kinds must only fit each other.
    const modules = this.esm ? { module: ModuleKind.ESNext, moduleResolution: node10 } : {};
    const { options } = compiler.convertCompilerOptionsFromJson(withoutTsconfig(compiler), this.dir);
    const { target, module } = options as Required<ts.CompilerOptions>;
    if (this.tsconfig === undefined) {
      return { ...options, ...(this.esm ? { target: ScriptTarget.ES2022 } : {}), ...modules, ...mapped };
    }
    const { config } = compiler.readConfigFile(this.tsconfig, (file) => compiler.sys.readFile(file)) as {
      config: object;
    };
    const parsed = compiler.parseJsonConfigFileContent(
      { ...config, files: [], include: [] },
      compiler.sys,
      dirname(this.tsconfig),
    );
    const emitted = { noEmit: false, declaration: false, ...mapped };
    // What a configuration leaves out is Pulumi's, and not the compiler's own.
    const defaults = { target, module: parsed.options.moduleResolution === undefined ? module : ModuleKind.CommonJS };
    return { ...defaults, ...parsed.options, ...emitted, ...modules };
  }
}

/** A map in the text, which names its source by the name of the file beside it. */
const mapped = { sourceMap: false, inlineSourceMap: true, mapRoot: "", sourceRoot: "" };

/** The program's own TypeScript, as ts-node takes it; ours where it has none. */
function installed(dir: string, path: string): unknown {
  try {
    return createRequire(join(dir, "index.ts"))(path);
  } catch {
    return createRequire(__filename)(path);
  }
}

function typescriptOf(dir: string): typeof ts {
  return installed(dir, "typescript") as typeof ts;
}

function versionOf(dir: string): string {
  return (installed(dir, "typescript/package.json") as { version: string }).version;
}

/** What Pulumi compiles with where no tsconfig.json says otherwise (its cmd/run): TypeScript has NodeNext since 4.7. */
function withoutTsconfig({
  ModuleKind,
}: typeof ts): Readonly<Record<"target" | "module" | "moduleResolution", string>> {
  return Object.keys(ModuleKind).includes("NodeNext")
    ? { target: "ES2020", module: "nodenext", moduleResolution: "nodenext" }
    : { target: "ES2020", module: "commonjs", moduleResolution: "node" };
}

/** By its number: the name is another in TypeScript before 5. */
const node10: ts.ModuleResolutionKind.Node10 = 2;

/** The text of a configuration and of those that it extends by path. */
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
