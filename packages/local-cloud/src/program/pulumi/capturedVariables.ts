import { Session } from "node:inspector";
import { createContext } from "node:vm";

/** The module runtime/closure/v8 of a copy of Pulumi, which not every version has. */
export interface CaptureReader {
  lookupCapturedVariableValueAsync?: Lookup;
  getFunctionLocationAsync?(func: object): Promise<{ file: string; line: number; column: number }>;
}

type Lookup = (func: object, name: string, throwOnFailure: boolean) => Promise<unknown>;

/** A scope as V8 lists it, from the innermost to the outermost. `object` is a copy of its variables. */
interface Scope {
  readonly object?: Readonly<Record<string, unknown>>;
}

type ScopeList = Readonly<Record<number, Scope>> & { readonly length: number };

/**
 * Replaces how Pulumi's serialization reads captured variables. Pulumi asks V8 for the scopes of a function once for each
 * variable, by texts that V8 compiles, and for all inherited properties. This is a fifth of a load. Here, V8 lists the
 * scopes once for each function and turn of the event loop, without compiling.
 *
 * @param open returns the inspector session. The debugger is not enabled, so no location has a file name.
 */
export function readScopesOnce(reader: CaptureReader, open: () => Session): void {
  const lookUp = reader.lookupCapturedVariableValueAsync?.bind(reader);
  if (lookUp === undefined || reader.getFunctionLocationAsync === undefined) return;
  // Pulumi prints line and column only beside a file name.
  reader.getFunctionLocationAsync = () => Promise.resolve({ file: "", line: 0, column: 0 });
  const scopes = new ScopeReader(open);
  reader.lookupCapturedVariableValueAsync = async (func, name, throwOnFailure) => {
    const list = scopes.of(func);
    const found = list?.find(({ object }) => object !== undefined && name in object);
    if (found !== undefined) return found.object![name];
    // Pulumi reports what cannot be read.
    return list === undefined || throwOnFailure ? await lookUp(func, name, throwOnFailure) : undefined;
  };
}

class ScopeReader {
  /** Scopes that were read in this turn of the event loop. Variables may change afterwards. */
  private readonly known = new Map<object, readonly Scope[] | undefined>();
  private readonly exchange = new Exchange();

  constructor(private readonly open: () => Session) {}

  of(func: object): readonly Scope[] | undefined {
    if (this.known.has(func)) return this.known.get(func);
    if (this.known.size === 0) setImmediate(() => this.known.clear());
    const scopes = this.read(func);
    this.known.set(func, scopes);
    return scopes;
  }

  private read(func: object): readonly Scope[] | undefined {
    const session = this.open();
    const objectId = this.exchange.idOf(session, func);
    const { internalProperties } = ask(session, "Runtime.getProperties", { objectId, ownProperties: true });
    const scopesId = internalProperties?.find(({ name }) => name === "[[Scopes]]")?.value?.objectId;
    if (scopesId === undefined) return undefined;
    const list = this.exchange.valueOf(session, scopesId) as ScopeList;
    return Array.from({ length: list.length }, (_, index) => list[index]!);
  }
}

/** Converts between values of this process and their ids in an inspector session. */
class Exchange {
  private readonly shared: { value?: unknown } = {};
  /** Globals of a context of its own, because test runners replace the global object. V8 ends a context with them. */
  private readonly globals = { shared: this.shared };
  private contextId: number | undefined;
  private session: Session | undefined;
  private sharedId = "";

  idOf(session: Session, value: object): string | undefined {
    this.join(session);
    this.shared.value = value;
    const { result } = ask(session, "Runtime.getProperties", { objectId: this.sharedId, ownProperties: true });
    delete this.shared.value;
    return (result as readonly Property[]).find(({ name }) => name === "value")?.value?.objectId;
  }

  valueOf(session: Session, objectId: string): unknown {
    this.join(session);
    ask(session, "Runtime.callFunctionOn", {
      objectId: this.sharedId,
      functionDeclaration: "function (value) { this.value = value; }",
      arguments: [{ objectId }],
    });
    const { value } = this.shared;
    delete this.shared.value;
    return value;
  }

  private join(session: Session): void {
    if (this.session === session) return;
    this.contextId ??= openContext(session, this.globals);
    const { result } = ask(session, "Runtime.evaluate", { contextId: this.contextId, expression: "shared" });
    this.sharedId = (result as { objectId: string }).objectId;
    this.session = session;
  }
}

/** Creates a V8 context with these globals and returns its id. */
function openContext(session: Session, globals: object): number {
  let contextId = 0;
  const remember = ({ params }: { params: { context: { id: number } } }) => {
    contextId = params.context.id;
  };
  ask(session, "Runtime.enable");
  session.on("Runtime.executionContextCreated", remember);
  createContext(globals);
  session.off("Runtime.executionContextCreated", remember);
  ask(session, "Runtime.disable");
  return contextId;
}

interface Answer {
  readonly result?: unknown;
  readonly internalProperties?: readonly Property[];
}

interface Property {
  readonly name: string;
  readonly value?: { readonly objectId?: string };
}

type Callback = (error: Error | null, answer?: Answer) => void;

/** Sends a message to V8, which answers before `post` returns. */
function ask(session: Session, method: string, params: object = {}): Answer {
  let answer: Answer = {};
  // Not the session's own `post`, which disables V8's compilation cache: the texts here are always the same.
  const post = Session.prototype.post.bind(session) as (...args: [string, object, Callback]) => void;
  post(method, params, (error, result) => {
    if (error !== null) throw error;
    answer = result!;
  });
  return answer;
}
