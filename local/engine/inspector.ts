import { Session } from "node:inspector";

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
      session = new Session();
      session.connect();
    }
    return Promise.resolve(session);
  };
}

/** Lets go of all that the serialization has looked at. The next one opens another session. */
export function closeInspector(): void {
  session?.disconnect();
  session = undefined;
}
