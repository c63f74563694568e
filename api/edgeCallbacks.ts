import { edgeCallbacks } from "./edge/callbacks";

/** Callbacks at the edge, which run with the setting `edge` (docs/edge.md). */
export const callbacksAtEdge = edgeCallbacks({});
