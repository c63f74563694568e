/** Runs of distributed maps. */
export class MapRuns {}
