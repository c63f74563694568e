import { EventEmitter } from "node:events";
import Module from "node:module";
import { closureCreator } from "./pulumiFiles";

/** `repl` loads `domain`. */
const requests = /^(?:node:)?(?:domain|repl)$/;

interface Functions {
  readonly init: unknown;
  readonly emit: unknown;
}

type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => unknown;

const loader = Module as unknown as { _load: Load };
const emitter = EventEmitter as unknown as { init: unknown };
const load = loader._load.bind(Module);

let withDomains: Functions | undefined;

/**
 * Pulumi requires each module of Node.js at the first callback, because a callback can capture one. When `domain` is
 * loaded, it replaces two functions of EventEmitter, and each event of the process takes longer: about a twentieth of
 * the main thread's time for a request. Node.js's functions return after Pulumi's search, until another module requires `domain`.
 */
loader._load = (request, parent, isMain) => {
  if (!requests.test(request)) return load(request, parent, isMain);
  if (!closureCreator.test(parent?.filename ?? "")) {
    if (withDomains !== undefined) install(withDomains);
    withDomains = undefined;
    return load(request, parent, isMain);
  }
  const before = read();
  const loaded = load(request, parent, isMain);
  const after = read();
  if (after.emit !== before.emit) {
    withDomains = after;
    install(before);
  }
  return loaded;
};

function read(): Functions {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- is stored, never called
  return { init: emitter.init, emit: EventEmitter.prototype.emit };
}

function install({ init, emit }: Functions): void {
  Object.assign(emitter, { init });
  Object.assign(EventEmitter.prototype, { emit });
}
