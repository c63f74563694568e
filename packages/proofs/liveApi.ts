import { declaredKeys } from "../local-cloud/src/apigateway/declared/apis";
import type { LocalCloud } from "../local-cloud/src/cloud";
import { parseOptions } from "../local-cloud/src/terminal/options";
import { startCloud } from "../local-cloud/src/start";
import { root } from "../local-cloud/tests/support/program";

export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly json: any;
}

/** Sends a request with the API key, as JSON by default. */
export type Send = (
  method: string,
  path: string,
  init?: { readonly headers?: Record<string, string>; readonly body?: string | Uint8Array },
) => Promise<ApiResponse>;

/** Returns the URL of a running API and its first key. */
export function accessTo({ program }: LocalCloud): { readonly apiUrl: string; readonly apiKey: string } {
  return { apiUrl: String(program.outputs["apiUrl"]?.value), apiKey: declaredKeys(program.resources)[0]!.value };
}

/** Runs the dev stack in this process during the calling `describe`. @param use receives the started cloud */
export function useLiveApi(use: (cloud: LocalCloud) => void = () => undefined): Send {
  let cloud: LocalCloud;
  let api: ReturnType<typeof accessTo>;

  before(async () => {
    cloud = await startCloud(parseOptions(["--port", "0"], root), []);
    api = accessTo(cloud);
    use(cloud);
  });
  after(() => cloud.stop());

  return async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(`${api.apiUrl}${path}`, {
      method,
      headers: { "x-api-key": api.apiKey, "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: body as string }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
  };
}
