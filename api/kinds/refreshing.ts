/**
 * Returns a function that reads a text once per environment, and again when it is older than five minutes. So a changed
 * text arrives without a deployment. Simultaneous calls share a request. If a later request fails, the older text stays
 * in use.
 *
 * @param now returns epoch milliseconds.
 * @throws the error of `read` if no older text exists.
 */
export function refreshing(read: () => Promise<string>, now: () => number): () => Promise<string> {
  const maxAgeMillis = 300_000;
  let known: { readonly text: string; readonly at: number } | undefined;
  let reading: Promise<string> | undefined;
  const readAgain = async () => {
    const at = now();
    try {
      known = { text: await read(), at };
    } catch (error) {
      if (known === undefined) throw error;
    } finally {
      reading = undefined;
    }
    return known.text;
  };
  return () => {
    if (known !== undefined && now() - known.at < maxAgeMillis) return Promise.resolve(known.text);
    reading ??= readAgain();
    return reading;
  };
}
