import { Session } from "node:inspector";
import { createRequire } from "node:module";

/**
 * Pulumi's serialization asks V8's inspector for the values that a callback captures, and switches the debugger on
 * beforehand, for nothing but the names of files in its errors. The debugger hashes every loaded script, a sixth of a
 * start, and while it is on, each asynchronous call costs more and leaves some bytes behind for good. So it stays off.
 */
const hooks = createRequire(__filename)("@pulumi/pulumi/runtime/closure/v8Hooks") as {
  getSessionAsync(): Promise<Session>;
};

type Post = (this: Session, method: string, ...rest: unknown[]) => void;

const prototype = Session.prototype as unknown as { post: Post };
const openWithDebugger = hooks.getSessionAsync.bind(hooks);
let session: Promise<Session> | undefined;

hooks.getSessionAsync = () => {
  session ??= open();
  return session;
};

async function open(): Promise<Session> {
  const { post } = prototype;
  prototype.post = function (method, ...rest) {
    if (method !== "Debugger.enable") post.call(this, method, ...rest);
    else (rest.at(-1) as (error: null, result: object) => void)(null, {});
  };
  try {
    return await openWithDebugger();
  } finally {
    prototype.post = post;
  }
}
