import { perLoad } from "../../kernel/loadScope";

/** The module runtime of a copy of Pulumi. */
interface Runtime {
  computeCodePaths(options?: CodePathOptions | readonly string[], ...rest: unknown[]): Promise<Map<string, object>>;
}

interface CodePathOptions {
  readonly extraIncludePaths?: readonly string[];
  readonly extraIncludePackages?: readonly string[];
  readonly extraExcludePackages?: readonly string[];
}

/**
 * Computes the files of a CallbackFunction's archive once in a load for equal options. Pulumi reads all of node_modules
 * for each function.
 */
export function shareCodePaths(runtime: object): void {
  const own = runtime as Runtime;
  const compute = own.computeCodePaths.bind(own);
  const results = perLoad(() => new Map<string, Promise<Map<string, object>>>());
  own.computeCodePaths = async (options = {}, ...rest) => {
    if (isList(options)) return compute(options, ...rest);
    const { extraIncludePaths, extraIncludePackages, extraExcludePackages } = options;
    const key = JSON.stringify([process.cwd(), extraIncludePaths, extraIncludePackages, extraExcludePackages]);
    const known = results();
    const paths = known.get(key) ?? compute(options);
    known.set(key, paths);
    return new Map(await paths);
  };
}

function isList(options: CodePathOptions | readonly string[]): options is readonly string[] {
  return Array.isArray(options);
}

/**
 * Pulumi's search for the workspace of a package. For each pattern of workspaces, it reads all files below the
 * workspace's root, with node_modules, and uses only whether the package's own package.json matches.
 */
const crawl = "globber.crawl(currentDir)";

/** Returns a text that reads only the package's folder. Texts of other versions may have another search, which stays. */
export function withOneFolder(text: string): string {
  return text.replace(crawl, "globber.withMaxDepth(0).crawl(packageJSONDir)");
}
