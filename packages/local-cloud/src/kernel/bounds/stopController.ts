import { setMaxListeners } from "node:events";

/**
 * Returns a controller for a service with many waits, such as retries. Node.js warns of a leak when more than ten waits
 * listen to one signal.
 */
export function stopController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
