/** Waits between attempts, and the requests themselves. */
export interface PatientTools {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly wait: (millis: number) => Promise<void>;
}

/** Attempts at a request that is throttled. A prod plan refills its bucket within seconds. */
const maxAttempts = 8;

/** Milliseconds between attempts at a request that the key is refused for, and how many there are. */
const keyWaitMillis = 2_000;
const maxKeyAttempts = 4;

/** Attempts until a new key is known, and answers in a row that say so: parts of the gateway learn of it one by one. */
const maxProbes = 90;
const acceptedProbes = 3;

/**
 * A request that is tried again where the answer is about to change: 429 with `Retry-After`, waiting as long as that
 * says, each time twice as long; 403 for the stage's own key, which API Gateway does not know everywhere at first.
 *
 * @param apiKey key of the stage; 403 for another one is an answer.
 * @throws Error for a quota that is used up, which has no `Retry-After`, and after the last attempt.
 */
export function patiently(apiKey: string, { fetch, wait }: PatientTools): (request: Request) => Promise<Response> {
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

/** Milliseconds that `keyAccepted` takes at the most, beside its requests. */
export const keyAcceptedMillis = maxProbes * keyWaitMillis;

/**
 * Waits until a key that was just made is known: after a first deployment it can be refused for a while.
 *
 * @param probe sends a request with the key, without patience.
 * @throws Error where the key is still refused at the end.
 */
export async function keyAccepted(
  probe: () => Promise<{ readonly status: number }>,
  wait: PatientTools["wait"],
): Promise<void> {
  let accepted = 0;
  for (let attempt = 1; attempt <= maxProbes; attempt += 1) {
    accepted = (await probe()).status === 403 ? 0 : accepted + 1;
    if (accepted === acceptedProbes) return;
    if (accepted === 0) await wait(keyWaitMillis);
  }
  throw new Error(`the stage refuses the key with 403 for ${keyAcceptedMillis / 1000} s: is it in a usage plan?`);
}
