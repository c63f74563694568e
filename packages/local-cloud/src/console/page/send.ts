import type { Timeline } from "../wire";
import { checkWhole, meaningfulHeaders, urlOf } from "./replay";
import type { PageState } from "./state";

/** Returns the origin of an API, such as `http://127.0.0.1:3000`. */
export function originOf({ program }: PageState, api: string): string {
  const [url] = program?.apis.find(({ name }) => name === api)?.urls ?? [];
  return url === undefined ? location.origin : new URL(url).origin;
}

/**
 * Sends a recorded request again.
 *
 * @throws Error for an API at another port, because browsers do not let the page call it, and the errors of
 *   `checkWhole`.
 */
export async function send(state: PageState, timeline: Timeline): Promise<Response> {
  checkWhole(timeline);
  const { line, sent } = timeline;
  const { port } = new URL(originOf(state, line.api));
  if (port !== location.port)
    throw new Error(`${line.api} has another port than the console: copy the request as curl.`);
  return fetch(urlOf(timeline, location.origin), {
    method: line.method,
    headers: meaningfulHeaders(timeline),
    ...(sent.body === "" ? {} : { body: sent.body }),
  });
}
