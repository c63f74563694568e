/** Steps of a release, in order. */
export const steps = ["start", "share", "back", "finish"] as const;
export type Step = (typeof steps)[number];

/** Default share of the calls for new versions, in percent. */
export const defaultPercent = 10;

/** Default number of newest versions to keep of each function. */
export const defaultKeep = 5;
