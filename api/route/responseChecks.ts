import type { Route } from "./resource";

/** Statuses of which an answer has no body (RFC 9110, 15.2, 15.3.5, 15.3.6 and 15.4.5). */
const withoutBody = [204, 205, 304];

const mediaType = /^[a-z]+\/[a-z0-9.+-]+(?: *; *[a-z-]+=(?:[\w.+-]+|"[^"\\]*"))*$/i;

/** Checks the declared responses of a route. */
export function* checkResponses({ name, responses }: Route): Generator<string> {
  for (const [status, { contentType, streamed }] of Object.entries(responses)) {
    const response = `route ${name}: its response ${status}`;
    if (!/^[2-5]\d\d$/.test(status)) yield `${response} must have a status from 200 to 599`;
    if (contentType !== undefined && !mediaType.test(contentType)) {
      yield `${response} has the contentType ${contentType}, which is not a media type such as text/csv or application/pdf`;
    }
    if (streamed === true && contentType === undefined) {
      yield `${response} is streamed and has no contentType; add one, such as text/event-stream`;
    }
    if (contentType !== undefined && withoutBody.includes(Number(status))) {
      yield `${response} has the contentType ${contentType}, and an answer with the status ${status} has no body`;
    }
  }
}
