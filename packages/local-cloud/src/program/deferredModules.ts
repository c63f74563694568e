import Module from "node:module";

interface Deferred {
  readonly request: string;
  /** Matches the file of Pulumi that requires the module. */
  readonly importer: RegExp;
}

/** Modules that Pulumi loads at start and few programs use. */
const deferredModules: readonly Deferred[] = [
  // npm's arborist finds the packages of CallbackFunctions. It is a third of the files that a start would read.
  { request: "@npmcli/arborist", importer: inPulumi("runtime/closure/codePaths") },
  // TypeScript parses functions that no earlier start has parsed (parsedFunctions.ts).
  { request: "../../typescript-shim", importer: inPulumi("runtime/closure/parseFunction") },
  // The automation API runs Pulumi's command line.
  { request: "./automation", importer: inPulumi("index") },
];

function inPulumi(file: string): RegExp {
  return new RegExp(`@pulumi[\\\\/]pulumi[\\\\/]${file.replaceAll("/", "[\\\\/]")}\\.js$`);
}

type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => object;

const loader = Module as unknown as { _load: Load };
const load = loader._load.bind(Module);

loader._load = (request, parent, isMain) =>
  isDeferred(request, parent?.filename)
    ? loadOnUse(() => load(request, parent, isMain))
    : load(request, parent, isMain);

function isDeferred(request: string, importer = ""): boolean {
  return deferredModules.some((deferred) => deferred.request === request && deferred.importer.test(importer));
}

/** Returns an object that inherits the exports of a module. The module is loaded when one of them is read. */
function loadOnUse(open: () => object): object {
  const exported = {};
  const opened = () => {
    const module = open();
    // Later reads do not reach the proxy.
    Object.setPrototypeOf(exported, module);
    return module;
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
