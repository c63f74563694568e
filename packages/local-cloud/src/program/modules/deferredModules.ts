import Module from "node:module";
import { deferService } from "./deferredServices";
import { inPackage } from "./pulumiFiles";

interface Deferred {
  /** Matches the argument of `require`. */
  readonly request: RegExp;
  /** Matches the file of Pulumi that requires the module. */
  readonly importer: RegExp;
}

/** The folders of AWS's 230 services. The other modules of this form are settings and helpers. */
const servicesOfAws: Deferred = {
  request: /^\.\/(?!config$|provider$|tags$|types$|util)[a-z0-9]+$/,
  importer: inPackage("aws/index"),
};

/** Modules that Pulumi loads at start and few programs use. */
const deferredModules: readonly Deferred[] = [
  // npm's arborist finds the packages of CallbackFunctions. It is a third of the files that a start would read.
  { request: /^@npmcli\/arborist$/, importer: inPackage("pulumi/runtime/closure/codePaths") },
  { request: /^normalize-package-data$/, importer: inPackage("pulumi/runtime/closure/codePaths") },
  // TypeScript parses functions that no earlier start has parsed (parsedFunctions.ts).
  { request: /^\.\.\/\.\.\/typescript-shim$/, importer: inPackage("pulumi/runtime/closure/parseFunction") },
  // The automation API runs Pulumi's command line.
  { request: /^\.\/automation$/, importer: inPackage("pulumi/index") },
  servicesOfAws,
];

type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => object;

const loader = Module as unknown as { _load: Load };
const load = loader._load.bind(Module);

loader._load = (request, parent, isMain) => {
  const open = () => load(request, parent, isMain);
  if (!isDeferred(request, parent?.filename)) return open();
  if (servicesOfAws.importer.test(parent?.filename ?? "")) deferService(request.slice("./".length), open);
  return loadOnUse(open);
};

function isDeferred(request: string, importer = ""): boolean {
  return deferredModules.some((deferred) => deferred.request.test(request) && deferred.importer.test(importer));
}

/** Returns an object that inherits the exports of a module. The module is loaded when one of them is read. */
function loadOnUse(open: () => object): object {
  const exported = {};
  const opened = () => {
    const module = open();
    // Later reads do not reach the proxy.
    Object.setPrototypeOf(exported, module);
    // `import name from "module"` of a module that TypeScript has not compiled.
    if (!("__esModule" in module)) Object.defineProperty(exported, "default", { value: module });
    return exported;
  };
  const unopened = new Proxy(
    {},
    {
      // TypeScript's import helpers read `__esModule` of every module, and copy all exports if it is not set.
      get: (_, name) => name === "__esModule" || (Reflect.get(opened(), name) as unknown),
      has: (_, name) => Reflect.has(opened(), name),
    },
  );
  return Object.setPrototypeOf(exported, unopened) as object;
}
