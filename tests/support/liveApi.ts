import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { root } from "./program";

export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly json: any;
}

/** Sends a request with the key, as JSON unless the headers name another type. */
export type Send = (
  method: string,
  path: string,
  init?: { readonly headers?: Record<string, string>; readonly body?: string | Uint8Array },
) => Promise<Sent>;

/** Starts the dev stack in this process before the tests of the calling `describe`, and stops it after them. */
export function liveApi(use: (cloud: Cloud) => void = () => undefined): Send {
  let cloud: Cloud;

  before(async () => {
    cloud = await startCloud({ program: root, clock: "running" });
    use(cloud);
  });
  after(() => cloud.stop());

  return async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(`${cloud.url}${path}`, {
      method,
      headers: { "x-api-key": cloud.apiKey!, "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: body as string }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
  };
}

/** Returns text without lone surrogates, which a URL cannot contain. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
