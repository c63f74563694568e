import { randomBytes } from "node:crypto";
import { roleSession } from "../../kernel/identity";
import { authorizer } from "../../kernel/interfaces/authorization";
import { dataChannels } from "../../kernel/interfaces/dataChannels";
import type { Run } from "../../kernel/service";
import { Environment } from "./environment";
import type { Snapshot } from "../liveFunction";
import type { Telemetry } from "./telemetry";
import { environmentVariables, type InitializationType } from "./variables";

export interface Origin {
  readonly snapshot: Snapshot;
  readonly version: string;
  readonly initializationType: InitializationType;
}

/** Returns a new environment of a function's version, with its own log stream and the credentials of its role. */
export function newEnvironment(run: Run, telemetry: Telemetry, origin: Origin): Environment {
  const { registry, location, functionVariables: endpoints } = run;
  const { configuration, taskRoot, opt, modules } = origin.snapshot;
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  const logStream = `${day}/[${origin.version}]${randomBytes(16).toString("hex")}`;
  const credentials = registry.use(authorizer).credentialsFor(roleSession(configuration.roleArn, configuration.name));
  const { version, initializationType } = origin;
  const identity = { version, initializationType, taskRoot, opt, modules, logStream, credentials };
  return new Environment(
    {
      taskRoot,
      opt,
      handler: configuration.handler,
      runtime: configuration.runtime,
      memorySize: configuration.memorySize,
      variables: environmentVariables(configuration, identity, { location, endpoints }),
      connectData: () => registry.find(dataChannels)?.connect(),
    },
    telemetry.sink(configuration, logStream),
  );
}
