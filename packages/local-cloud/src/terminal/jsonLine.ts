import type { LocalCloud } from "../cloud";
import { functions } from "../kernel/interfaces/functions";
import { consoleUrl, firstKey, firstViewerUrl } from "./summary";

/**
 * Returns the line of `--json`. It contains the program's outputs without secrets, and the run's URL, key, console and
 * provisioned concurrency. `outputs` contains all outputs, also those whose names conflict with the run's own.
 */
export function jsonLine(cloud: LocalCloud): string {
  const listed = Object.entries(cloud.program.outputs).filter(([, { secret }]) => !secret);
  const outputs = Object.fromEntries(listed.map(([name, { value }]) => [name, value]));
  return JSON.stringify({
    ...outputs,
    outputs,
    apiUrl: firstViewerUrl(cloud),
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
