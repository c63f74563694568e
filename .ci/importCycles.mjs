/** An ESLint rule against import cycles, type imports included. Published rules ignore type imports. */
import { dirname, resolve } from "node:path";
import ts from "typescript";

/** @returns the rule; `project` is the tsconfig.json that names the files. */
export function importCycles(project) {
  let graph;
  return {
    meta: { type: "problem", schema: [], messages: { cycle: "An import cycle: {{path}}." } },
    create(context) {
      const check = ({ source }) => {
        if (source?.type !== "Literal") return;
        graph ??= new ImportGraph(project);
        const path = graph.pathBack(source.value, context.filename);
        if (path !== undefined) context.report({ node: source, messageId: "cycle", data: { path: path.join(" → ") } });
      };
      return {
        ImportDeclaration: check,
        ExportNamedDeclaration: check,
        ExportAllDeclaration: check,
        ImportExpression: check,
        TSImportType: check,
      };
    },
  };
}

/** Imports of each file. A process reads a file once. */
class ImportGraph {
  #imports = new Map();
  #resolutions;
  #options;
  #root;

  constructor(project) {
    this.#root = dirname(resolve(project));
    const { config } = ts.readConfigFile(project, ts.sys.readFile);
    this.#options = ts.convertCompilerOptionsFromJson(config.compilerOptions, this.#root).options;
    this.#resolutions = ts.createModuleResolutionCache(this.#root, (path) => path, this.#options);
  }

  /** @returns the shortest cycle from `file` through one of its imports; undefined if the import is in no cycle. */
  pathBack(specifier, file) {
    const first = this.#resolve(specifier, file);
    if (first === undefined) return undefined;
    const from = new Map([[first, file]]);
    for (const next of from.keys()) {
      if (next === file) return this.#way(file, from);
      for (const imported of this.#importsOf(next)) if (!from.has(imported)) from.set(imported, next);
    }
    return undefined;
  }

  #way(file, from) {
    const way = [file];
    do way.unshift(from.get(way[0]));
    while (way[0] !== file);
    return way.map((each) => each.slice(this.#root.length + 1));
  }

  #importsOf(file) {
    const known = this.#imports.get(file);
    if (known !== undefined) return known;
    const { importedFiles } = ts.preProcessFile(ts.sys.readFile(file) ?? "", true, true);
    const imports = importedFiles.map(({ fileName }) => this.#resolve(fileName, file)).filter(Boolean);
    this.#imports.set(file, imports);
    return imports;
  }

  /** @returns the file of a specifier; undefined for an installed package. */
  #resolve(specifier, file) {
    const { resolvedModule } = ts.resolveModuleName(specifier, file, this.#options, ts.sys, this.#resolutions);
    return resolvedModule === undefined || resolvedModule.isExternalLibraryImport
      ? undefined
      : resolvedModule.resolvedFileName;
  }
}
