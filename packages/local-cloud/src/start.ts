import { LocalCloud } from "./cloud";
import { ScaledClock } from "./kernel/clock";
import { readLocalProject } from "./program/project/secretsFile";
import type { Reader } from "./kernel/facts/facts";
import { console } from "./console";
import { services } from "./services";
import type { Options } from "./terminal/options";

/** Starts a stack with the options of the command line. @throws UserError for a mistake in them or in the program. */
export async function startCloud(options: Options, readers: readonly Reader[]): Promise<LocalCloud> {
  const { program, stack, config, answers, allowNetwork, host, port, timeScale, faults, dataDir } = options;
  const wanted = options.console ? services : services.filter((service) => service !== console);
  return LocalCloud.start(readLocalProject(program, stack, config), {
    host,
    port,
    readers,
    answersFile: answers,
    allowNetwork,
    clock: new ScaledClock(timeScale),
    faults,
    services: wanted,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
}
