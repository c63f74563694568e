import { randomUUID } from "node:crypto";
import { distributions } from "../../kernel/interfaces/distributions";
import { UserError } from "../../kernel/errors";
import { ServiceError } from "../../kernel/protocols/jsonService";
import type { Run } from "../../kernel/service";
import { textIn, type CommandInput } from "../commandInput";
import type { StoredEdgeRequest } from "../record/edgeRequests";
import type { DistributionLine, EdgeLine } from "../edgeWire";
import type { Observer } from "../record/observer";

/** Invalidations of a distribution that the page shows. */
const shownInvalidations = 10;

/** Values of X-Cache for answers from the cache. */
const hits = ["Hit", "RefreshHit"];

/** Returns all distributions, or the newest requests of one, newest first. @returns undefined for an unknown one */
export function askDistributions(
  { registry }: Run,
  observer: Observer,
  id: string,
): readonly DistributionLine[] | readonly EdgeLine[] | undefined {
  const contents = registry.find(distributions)?.contents ?? [];
  if (id === "") {
    return contents.map((each) => {
      const requests = observer.edge.of(each.id);
      return {
        ...each,
        invalidations: each.invalidations.slice(0, shownInvalidations),
        requests: requests.length,
        hits: requests.filter(({ result }) => hits.includes(result)).length,
      };
    });
  }
  if (!contents.some((each) => each.id === id)) return undefined;
  return observer.edge
    .of(id)
    .map((each) => lineOf(each, observer))
    .reverse();
}

function lineOf({ path, query, trace, ...request }: StoredEdgeRequest, observer: Observer): EdgeLine {
  const { at, method, pathPattern, status, millis, result, functions, reason } = request;
  return {
    ...{ at, method, pathPattern, status, millis, result, functions, reason },
    path: observer.hide(query === "" ? path : `${path}?${query}`),
    request: observer.requests.idOf(trace),
  };
}

/** Invalidates paths of a distribution, one in each line. @throws UserError */
export function invalidate({ registry }: Run, given: CommandInput): object {
  const paths = textIn(given, "paths")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  try {
    const { id } = registry.use(distributions).invalidate(textIn(given, "distribution"), paths, randomUUID());
    return { id };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new UserError(`${error.code}: ${error.message}`);
  }
}
