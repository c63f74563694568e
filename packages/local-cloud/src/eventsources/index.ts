import { resourceChecks } from "../kernel/interfaces/descriptions";
import { Refusal } from "../kernel/errors";
import { jsonService, ServiceError } from "../kernel/protocols/jsonService";
import { mappings } from "../kernel/interfaces/mappings";
import type { Declared, Program, Properties } from "../kernel/resources";
import { routeRequest } from "../kernel/protocols/restRoutes";
import type { Run, Service, ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { mappingChecks } from "./checks";
import { LiveMappings } from "./liveMappings";
import { mappingType } from "./mapping";
import { mappingOperations } from "./operations";
import { checkReferences, refersToStacks, refuseReferences, runningIn } from "./references";
import { routes } from "./routes";
import type { StoredMapping } from "./store";
import { tagOperations } from "./tagOperations";
import { types } from "./types";

/** Event source mappings of queues and table streams. They start after the functions that they call. */
export const eventsources: ServiceDefinition = {
  emulates: types,
  refuses: mappingChecks,
  create: (run) => new EventSources(run),
};

class EventSources implements Service {
  private live: LiveMappings | undefined;
  private program: Program | undefined;

  constructor(private readonly run: Run) {}

  start(): Promise<void> {
    const { clock, location, registry } = this.run;
    const live = new LiveMappings(this.run);
    this.live = live;
    registry.offer(mappings, live);
    const operations = mappingOperations({
      ...{ store: live.store, location, now: () => clock.now() },
      check: (uuid, state) => this.checkMapping(uuid, state),
      poll: () => live.poll(),
      lastResult: (uuid) => live.lastResult(uuid),
    });
    const service = jsonService({
      ...{ signingName: "lambda", version: "rest", registry },
      operations: { ...operations, ...tagOperations(live.store) },
      route: (request) => routeRequest(routes, request),
      denied: { code: "AccessDeniedException", statusCode: 403 },
    });
    registry.use(serviceEndpoint).serve(service);
    return Promise.resolve();
  }

  check(program: Program): void {
    checkReferences(program);
  }

  declare(program: Program): void {
    this.program = program;
    this.live!.declare(program.resources);
  }

  stop(): Promise<void> {
    this.live?.stop();
    return Promise.resolve();
  }

  /** @throws ServiceError */
  private checkMapping(uuid: string, state: Properties): void {
    const others = this.live!.store.all.filter(([each]) => each !== uuid).map(([, mapping]) => resourceOf(mapping));
    const resource = resourceOf({ label: uuid, state });
    try {
      this.run.registry.use(resourceChecks)(resource, others);
      if (!refersToStacks(this.program!)) refuseReferences(uuid, state, runningIn(this.run.registry));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message, statusCode } = error.answer;
      throw new ServiceError(code, message, { statusCode, members: { Type: "User" } });
    }
  }
}

/** Returns a mapping as a resource that a program declares. */
function resourceOf({ label: name, state }: Pick<StoredMapping, "label" | "state">): Declared {
  const options = {
    ...{ dependencies: [], protect: false, retainOnDelete: false },
    ...{ ignoreChanges: [], additionalSecretOutputs: [], importId: "" },
  };
  const id = String(state["uuid"]);
  return { type: mappingType, name, urn: name, parent: "", custom: true, id, inputs: state, state, options };
}
