import type { Cloud } from "@onemachine/local-cloud/testing";
import { startProgram, tokenOf } from "./localRun";
import { readAnswer, type Answered } from "./operations";

/** Sends a request with the key and, if the stack requires tokens, a token. It is JSON unless the headers name another type. */
export type Send = (
  method: string,
  path: string,
  init?: { readonly headers?: Record<string, string>; readonly body?: string | Uint8Array },
) => Promise<Answered>;

/** Starts the dev stack in this process before the tests of the calling `describe`, and stops it after them. */
export function liveApi(use: (cloud: Cloud) => void = () => undefined): Send {
  let cloud: Cloud;
  let authorization: Record<string, string>;

  before(async () => {
    cloud = await startProgram();
    const token = await tokenOf(cloud);
    authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    use(cloud);
  });
  after(() => cloud.stop());

  return async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(`${cloud.url}${path}`, {
      method,
      headers: { "x-api-key": cloud.apiKey!, "Content-Type": "application/json", ...authorization, ...headers },
      ...(body === undefined ? {} : { body: body as string }),
    });
    return readAnswer(response);
  };
}

/** Returns text without lone surrogates, which a URL cannot contain. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
