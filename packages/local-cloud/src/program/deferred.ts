import Module from "node:module";

/**
 * What Pulumi loads along with itself, though few programs use it: npm's own view of node_modules, for the archives of
 * CallbackFunctions, which hold packages. It is a third of the files of a start.
 */
const deferred = "@npmcli/arborist";
const importer = /@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/;

type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => object;

const loader = Module as unknown as { _load: Load };
const load = loader._load.bind(Module);

loader._load = (request, parent, isMain) =>
  request === deferred && importer.test(parent?.filename ?? "")
    ? onceUsed(() => load(request, parent, isMain))
    : load(request, parent, isMain);

/** Stands for a module until one of its exports is read. */
function onceUsed(open: () => object): object {
  let module: object | undefined;
  return new Proxy(
    {},
    {
      get: (_, name) => {
        // TypeScript's helpers ask this of every import, and copy all exports of what is none.
        if (name === "__esModule") return true;
        module ??= open();
        return Reflect.get(module, name) as unknown;
      },
    },
  );
}
