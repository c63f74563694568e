import createClient, { type Client } from "openapi-fetch";
import { expect } from "chai";
import { LocalCloud } from "../../local/cloud";
import { readProject } from "../../local/engine/project";
import { accessTo } from "../support/liveApi";
import { root } from "../support/program";
import type { components, paths } from "./schema";

export type Item = components["schemas"]["Item"];

/** The API that the suite runs against. */
export interface Target {
  /** Root URL of the stage, without a trailing slash. */
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly api: Client<paths>;
  /** A request as it is, with the key and the same patience. */
  send(path: string, init?: RequestInit): Promise<Response>;
}

/** Attempts at a request that is throttled. A prod plan refills its bucket within seconds. */
const maxAttempts = 8;

const created = new Set<string>();
let opened: Promise<Target> | undefined;
let cloud: LocalCloud | undefined;
const denials: string[] = [];

/** The deployed stage that `API_URL` and `API_KEY` name, else a local run, started once for all files. */
export function target(): Promise<Target> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Target> {
  const { apiUrl, apiKey } = deployed() ?? (await local());
  const headers = { "x-api-key": apiKey };
  const patient = async (request: Request) => remember(await withPatience(request));
  return {
    apiUrl,
    apiKey,
    api: createClient<paths>({ baseUrl: apiUrl, headers, fetch: patient }),
    send: (path, init) =>
      patient(new Request(`${apiUrl}${path}`, { ...init, headers: { ...headers, ...(init?.headers as object) } })),
  };
}

function deployed(): { apiUrl: string; apiKey: string } | undefined {
  const { API_URL: apiUrl, API_KEY: apiKey } = process.env;
  if (apiUrl === undefined && apiKey === undefined) return undefined;
  if (apiUrl === undefined || apiKey === undefined) throw new Error("set both API_URL and API_KEY, or neither");
  return { apiUrl: apiUrl.replace(/\/$/, ""), apiKey };
}

async function local(): Promise<{ apiUrl: string; apiKey: string }> {
  cloud = await LocalCloud.start(readProject(root, "dev", []), {
    host: "127.0.0.1",
    port: 0,
    log: ({ text }) => void (text.includes("is not authorized to perform") && denials.push(text)),
  });
  return accessTo(cloud);
}

/** Waits as long as `Retry-After` says, each time twice as long; a quota that is used up has none. */
async function withPatience(request: Request): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(request.clone());
    if (response.status !== 429) return response;
    const seconds = response.headers.get("Retry-After");
    if (seconds === null || attempt === maxAttempts) {
      throw new Error(`429 after ${attempt} attempts: ${await response.text()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000 * 2 ** (attempt - 1)));
  }
}

/** Notes what a request created, so that it can be removed. */
async function remember(response: Response): Promise<Response> {
  if (response.status === 201) created.add(((await response.clone().json()) as Item).id);
  return response;
}

/** Removes every item that the suite made; a local run ends, and has denied no function anything. */
export async function close(): Promise<void> {
  if (opened === undefined) return;
  const { api } = await opened;
  for (const id of created) await api.DELETE("/items/{id}", { params: { path: { id } } });
  created.clear();
  await cloud?.stop();
  expect(denials).to.deep.equal([]);
}
