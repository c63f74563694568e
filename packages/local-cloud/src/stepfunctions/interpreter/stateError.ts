/** The failure of a state, as retriers and catchers see it. */
export class StateError extends Error {
  override readonly name = "StateError";

  /**
   * @param error undefined if a Fail state or a callback gives no name
   * @param isHeartbeat true if a task sent no heartbeat in time
   */
  constructor(
    readonly error: string | undefined,
    override readonly cause: string | undefined,
    readonly isHeartbeat = false,
  ) {
    super(`${error ?? "no error name"}: ${cause ?? "no cause"}`);
  }
}

/** Returns the cause of an error within a state, in AWS's words. */
export function causeIn(state: { readonly name: string; readonly enteredId: number }, text: string): string {
  return `An error occurred while executing the state '${state.name}' (entered at the event id #${String(state.enteredId)}). ${text}`;
}
