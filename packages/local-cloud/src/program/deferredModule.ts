import Module from "node:module";

/**
 * Defers a module that Pulumi loads at start and few programs use: npm's arborist, which finds the packages of
 * CallbackFunctions. It accounts for a third of the files that a start reads.
 */
const deferredModule = "@npmcli/arborist";
const importer = /@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/;

type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => object;

const loader = Module as unknown as { _load: Load };
const load = loader._load.bind(Module);

loader._load = (request, parent, isMain) =>
  request === deferredModule && importer.test(parent?.filename ?? "")
    ? loadOnUse(() => load(request, parent, isMain))
    : load(request, parent, isMain);

/** Returns a proxy that loads the module when one of its exports is read. */
function loadOnUse(open: () => object): object {
  let module: object | undefined;
  return new Proxy(
    {},
    {
      get: (_, name) => {
        // TypeScript's import helpers read this flag of every module, and copy all exports if it is not set.
        if (name === "__esModule") return true;
        module ??= open();
        return Reflect.get(module, name) as unknown;
      },
    },
  );
}
