import type { LocalCloud } from "../cloud";
import { functions } from "../kernel/interfaces";
import { consoleUrl, firstKey, firstUrl } from "./summary";

/**
 * The one line of `--json`: the program's outputs (secret ones left out), and what the run itself has: URL, key, console
 * and what is provisioned. An output that has one of these names is in `outputs` alone, which holds all of them.
 */
export function jsonLine(cloud: LocalCloud): string {
  const told = Object.entries(cloud.program.outputs).filter(([, { secret }]) => !secret);
  const outputs = Object.fromEntries(told.map(([name, { value }]) => [name, value]));
  return JSON.stringify({
    ...outputs,
    outputs,
    apiUrl: firstUrl(cloud),
    apiKey: firstKey(cloud),
    console: consoleUrl(cloud),
    provisioned: Object.fromEntries(
      Object.entries(cloud.registry.use(functions).provisioned).map(([name, { status, requested }]) => [
        name,
        status === "READY" ? requested : 0,
      ]),
    ),
  });
}
