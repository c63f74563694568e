import { Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";

let session: Session | undefined;

/**
 * Replaces the inspector session with which Pulumi's serialization reads captured values. Pulumi's session enables the
 * debugger, only to put file names into error messages. V8 then hashes every loaded script, which takes a sixth of a
 * start, and slows down every asynchronous call. Pulumi's session also keeps the modules of every reload in memory.
 * This session does not enable the debugger and closes after each load.
 *
 * @param hooks runtime/closure/v8Hooks of a copy of Pulumi.
 */
export function replaceSession(hooks: { getSessionAsync(): Promise<Session> }): void {
  hooks.getSessionAsync = () => Promise.resolve(openInspector());
}

/** Returns the session of this load. */
export function openInspector(): Session {
  if (session === undefined) {
    session = new ForgetfulSession();
    session.connect();
  }
  return session;
}

type Post = (method: string, ...rest: unknown[]) => void;

/** Inspector methods that make V8 compile a text. */
const compilingMethods = ["Runtime.evaluate", "Runtime.callFunctionOn"];

/**
 * Disables V8's compilation cache for these methods. Pulumi's expressions contain a counter, so the cache never hits
 * and grows by about 250 kB with each reload. The session answers before `post` returns.
 */
class ForgetfulSession extends Session {
  override readonly post = (method: string, ...rest: unknown[]): void => {
    const post = Session.prototype.post.bind(this) as Post;
    if (!compilingMethods.includes(method)) {
      post(method, ...rest);
      return;
    }
    setFlagsFromString("--no-compilation-cache");
    try {
      post(method, ...rest);
    } finally {
      setFlagsFromString("--compilation-cache");
    }
  };
}

/** Closes the session and releases the values that it has read. */
export function closeInspector(): void {
  session?.disconnect();
  session = undefined;
}
