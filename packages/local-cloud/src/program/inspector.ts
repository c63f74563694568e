import { Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";

let session: Session | undefined;

/**
 * Pulumi's serialization asks V8's inspector for the values that a callback captures. Its own session switches the
 * debugger on, for nothing but the names of files in its errors: that hashes every loaded script, a sixth of a start,
 * and makes each asynchronous call cost more for good. And what a session was asked for it keeps: the modules of every
 * reload. So the session is one of our own, without the debugger, and ends with each load.
 *
 * @param hooks runtime/closure/v8Hooks of a copy of Pulumi.
 */
export function ownSession(hooks: { getSessionAsync(): Promise<Session> }): void {
  hooks.getSessionAsync = () => {
    if (session === undefined) {
      session = new ForgetfulSession();
      session.connect();
    }
    return Promise.resolve(session);
  };
}

type Post = (method: string, ...rest: unknown[]) => void;

/** Questions that V8 compiles a text for. */
const compiled = ["Runtime.evaluate", "Runtime.callFunctionOn"];

/**
 * Each of these questions of Pulumi's has a text of its own, with a number that counts up, and V8's cache of compiled
 * texts would keep them all, some 250 kB of every reload. The session answers before `post` returns.
 */
class ForgetfulSession extends Session {
  override readonly post = (method: string, ...rest: unknown[]): void => {
    const post = Session.prototype.post.bind(this) as Post;
    if (!compiled.includes(method)) {
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

/** Lets go of all that the serialization has looked at. The next one opens another session. */
export function closeInspector(): void {
  session?.disconnect();
  session = undefined;
}
