/**
 * Returns the number of attempts before a message becomes a dead letter. Default: 5, because throttled calls count (Lambda
 * Developer Guide, "Configuring a queue to use with Lambda").
 */
export function attemptsOf(consumer?: { readonly onFailure: { readonly retries?: number } }): number {
  return 1 + (consumer?.onFailure.retries ?? 4);
}
