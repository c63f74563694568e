/** The module runtime/debuggable of a copy of Pulumi. */
export interface PromiseRecorder {
  debuggablePromise?<T>(promise: Promise<T>, context?: string): Promise<T>;
}

/**
 * Leaves out Pulumi's record of each promise until it settles: a stack trace and two further promises, four times for each
 * property of a resource. This is a tenth of a load. A load reports what stays pending itself (watchProgress.ts).
 */
export function skipPromiseRecords(recorder: PromiseRecorder): void {
  if (recorder.debuggablePromise !== undefined) recorder.debuggablePromise = (promise) => promise;
}
