import { BoundedMap } from "../../kernel/bounds/boundedMap";
import type { EdgeRequestFact } from "../../kernel/facts/edgeFacts";
import type { Fact } from "../../kernel/facts/facts";
import { Ring } from "./ring";
import { truncateText } from "./truncate";

/** Limits of the stored requests of each distribution. */
const limits = { entries: 200, bytes: 524_288 };

/** Distributions with stored requests. */
const maxDistributions = 100;

/** Approximate size of a request without its texts, in bytes. */
const requestBytes = 500;

/** Characters of a stored path with its query string. */
const maxPath = 2_000;

/** A request of a viewer. */
export type StoredEdgeRequest = EdgeRequestFact & Pick<Fact, "at">;

/** Stores the newest requests to distributions. */
export class EdgeRequests {
  private readonly stored = new BoundedMap<string, Ring<StoredEdgeRequest>>(
    { entries: maxDistributions, bytes: Infinity },
    () => 1,
  );

  readonly read = (fact: Fact): void => {
    if (fact.kind !== "edgeRequest") return;
    let ring = this.stored.get(fact.distributionId);
    if (ring === undefined) {
      ring = new Ring(
        limits,
        ({ path, query, reason = "" }) => path.length + query.length + reason.length + requestBytes,
      );
      this.stored.set(fact.distributionId, ring);
    }
    const [path, query] = [fact.path, fact.query].map((text) => truncateText(text, maxPath));
    ring.add({ ...fact, path: path!, query: query! });
  };

  /** Returns the stored requests of a distribution, the oldest first. */
  of(distributionId: string): readonly StoredEdgeRequest[] {
    return this.stored.get(distributionId)?.all ?? [];
  }
}
