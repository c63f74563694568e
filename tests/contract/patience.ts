/** Functions that tests replace. */
export interface PatientTools {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly wait: (millis: number) => Promise<void>;
}

/** Maximum attempts of a throttled request. The usage plan of prod refills its bucket within seconds. */
const maxAttempts = 8;

/** Milliseconds between attempts if the key is rejected, and the maximum number of such attempts. */
const keyWaitMillis = 2_000;
const maxKeyAttempts = 4;

/**
 * Maximum attempts with a new key, and required successes in a row. A new key reaches API Gateway's hosts one by one.
 */
const maxProbes = 90;
const acceptedProbes = 3;

/**
 * Returns a fetch that retries temporary errors. After 429, it waits for the seconds of `Retry-After`, doubled with
 * each attempt. After 403 for the stage's key, it waits until the new key has reached all of API Gateway's hosts.
 *
 * @param apiKey key of the stage. A 403 for other keys is not retried.
 * @throws Error if a quota is used up, which is a 429 without `Retry-After`, or after the last attempt.
 */
export function fetchWithRetries(
  apiKey: string,
  { fetch, wait }: PatientTools,
): (request: Request) => Promise<Response> {
  return async (request) => {
    let refusals = 0;
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(request.clone());
      if (response.status === 403 && request.headers.get("x-api-key") === apiKey && (refusals += 1) < maxKeyAttempts) {
        await wait(keyWaitMillis);
        continue;
      }
      if (response.status !== 429) return response;
      const seconds = response.headers.get("Retry-After");
      if (seconds === null || attempt >= maxAttempts) {
        throw new Error(`429 after ${attempt} attempts: ${await response.text()}`);
      }
      await wait(Number(seconds) * 1000 * 2 ** (attempt - 1));
    }
  };
}

/** Maximum waiting time of `waitForKey` in milliseconds, without the time of its requests. */
export const maxKeyWaitMillis = maxProbes * keyWaitMillis;

/**
 * Waits until API Gateway accepts a new key, which can take a while after a first deployment.
 *
 * @param probe sends a request with the key, without retries.
 * @throws Error if the key is still rejected after the maximum time.
 */
export async function waitForKey(
  probe: () => Promise<{ readonly status: number }>,
  wait: PatientTools["wait"],
): Promise<void> {
  let accepted = 0;
  for (let attempt = 1; attempt <= maxProbes; attempt += 1) {
    accepted = (await probe()).status === 403 ? 0 : accepted + 1;
    if (accepted === acceptedProbes) return;
    if (accepted === 0) await wait(keyWaitMillis);
  }
  throw new Error(`the stage rejects the key with 403 for ${maxKeyWaitMillis / 1000} s: is it in a usage plan?`);
}
