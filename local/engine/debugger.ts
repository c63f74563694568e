import { createRequire } from "node:module";
import type { Session } from "node:inspector";

/** What Pulumi's serialization looks closures up with: V8's debugger, by way of an inspector session. */
const hooks = createRequire(__filename)("@pulumi/pulumi/runtime/closure/v8Hooks") as {
  getSessionAsync(): Promise<Session>;
};

let session: Promise<Session> | undefined;
let enabled = true;
const open = hooks.getSessionAsync.bind(hooks);
hooks.getSessionAsync = async () => {
  session ??= open();
  const opened = await session;
  if (!enabled) {
    enabled = true;
    await post(opened, "Debugger.enable");
  }
  return opened;
};

/**
 * Switches the debugger off until a callback is serialized again. While it is on, every asynchronous call costs more
 * and leaves some bytes behind for good.
 */
export async function detachDebugger(): Promise<void> {
  if (session === undefined || !enabled) return;
  enabled = false;
  await post(await session, "Debugger.disable");
}

function post(opened: Session, method: "Debugger.enable" | "Debugger.disable"): Promise<void> {
  return new Promise((resolve, reject) => {
    opened.post(method, (error) => (error === null ? resolve() : reject(error)));
  });
}
