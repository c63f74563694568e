/** Real time, in milliseconds. Tests replace it. */
export interface Timer {
  now(): number;
  /** Calls `act` later. Waiting for it does not keep the process alive. */
  later(act: () => void, millis: number): void;
}

export const realTimer: Timer = {
  now: () => performance.now(),
  later: (act, millis) => void setTimeout(act, millis).unref(),
};
