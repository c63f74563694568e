import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { root } from "./program";

const code = `
const { parentPort, workerData } = require("node:worker_threads");
require(workerData.register);
parentPort.postMessage(require(workerData.file)[workerData.name]());
`;

/**
 * Calls an exported function in a thread of its own. Its heap holds nothing of other suites, whose garbage would change a
 * measurement and whose objects make a garbage collection take seconds.
 *
 * @param file path of the module.
 * @param name of the function, which has no parameters.
 * @returns its result
 */
export async function inOwnHeap<T>(file: string, name: string): Promise<T> {
  const register = join(root, "packages", "register.cjs");
  const worker = new Worker(code, { eval: true, workerData: { register, file, name } });
  try {
    const [result] = (await once(worker, "message")) as [T];
    return result;
  } finally {
    await worker.terminate();
  }
}
