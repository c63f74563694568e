/** The event of Lambda@Edge: one record. */
interface EdgeLambdaEvent {
  readonly Records: readonly [{ readonly cf: unknown }];
}

/** Returns the handler of a function at the edge, which passes the event's record to the callback. */
export function edgeHandler(callbackFactory: () => (event: never) => unknown) {
  const callback = callbackFactory();
  return async ({ Records: [{ cf }] }: EdgeLambdaEvent): Promise<unknown> => await callback(cf as never);
}
