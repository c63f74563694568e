/** The steps of a release, in their order. */
export const steps = ["start", "share", "back", "finish"] as const;
export type Step = (typeof steps)[number];

/** Percent of the calls that new versions get at first. */
export const defaultPercent = 10;

/** Newest versions of a function that stay. */
export const defaultKept = 5;
