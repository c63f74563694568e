import { expect } from "chai";
import type { Cloud } from "@onemachine/local-cloud/testing";
import { createClient, type Client } from "../../client/package";
import { waitForKey, maxKeyWaitMillis, fetchWithRetries } from "./patience";

/** The API that the suite runs against. */
export interface Target {
  /** Root URL of the stage, without a trailing slash. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** The generated client. */
  readonly api: Client;
  /** Header with a token that has every scope; empty if no route requires a token. */
  readonly tokenHeader: Readonly<Record<string, string>>;
  /** Sends an untyped request, with the key and the same retries as `api`. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
}

interface Stage {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly token: string | undefined;
}

/** URLs of resources that the suite created. */
const created = new Set<string>();
let opened: Promise<Target> | undefined;
let cloud: Cloud | undefined;

/**
 * Returns the deployed stage of `API_URL` and `API_KEY`, or a local run that all files share. A stage that requires
 * tokens (setting `identity`) needs a token with every scope in `API_TOKEN`, and the ids of the operations that require it
 * in `API_TOKEN_OPERATIONS`, separated by commas, unless all do.
 */
export function target(): Promise<Target> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Target> {
  const { apiUrl, apiKey, token } = deployed() ?? (await local());
  const tokenHeader = headerOf(token);
  const headers = { "x-api-key": apiKey, ...tokenHeader };
  const retried = fetchWithRetries(apiKey, { fetch, wait });
  const patient = async (request: Request) => remember(await retried(request));
  return {
    apiUrl,
    apiKey,
    tokenHeader,
    api: createClient({
      baseUrl: apiUrl,
      apiKey,
      token,
      // `patient` retries here, because a new key can be rejected for a while.
      maxAttempts: 1,
      tools: { fetch: (url, init) => patient(new Request(url, init)) },
    }),
    send: (path, init) =>
      patient(new Request(`${apiUrl}${path}`, { ...init, headers: { ...headers, ...(init?.headers as object) } })),
  };
}

function headerOf(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

/** Returns the ids of operations of a deployed stage that require a token, of those given; none without `API_TOKEN`. */
export function tokenOperations(all: readonly string[]): readonly string[] {
  const { API_TOKEN: token, API_TOKEN_OPERATIONS: named } = process.env;
  return token === undefined ? [] : (named?.split(",") ?? all);
}

function deployed(): Stage | undefined {
  const { API_URL: apiUrl, API_KEY: apiKey, API_TOKEN: token } = process.env;
  if (apiUrl === undefined && apiKey === undefined) return undefined;
  if (apiUrl === undefined || apiKey === undefined) throw new Error("set both API_URL and API_KEY, or neither");
  return { apiUrl: apiUrl.replace(/\/$/, ""), apiKey, token };
}

/** Loads what starts a run only here: each process of `npm test` loads this module, and most of them start no run. */
async function local(): Promise<Stage> {
  const { startProgram, tokenOf } = await import("../support/localRun");
  cloud = await startProgram();
  return { apiUrl: cloud.url, apiKey: cloud.apiKey!, token: await tokenOf(cloud) };
}

/** Sets the variables that name a local run as the stage of the suite. */
export async function useStage(started: Cloud): Promise<void> {
  const { scopesOf, tokenOf } = await import("../support/localRun");
  const token = await tokenOf(started);
  Object.assign(process.env, { API_URL: started.url, API_KEY: started.apiKey });
  if (token === undefined) return;
  process.env["API_TOKEN"] = token;
  process.env["API_TOKEN_OPERATIONS"] = Object.keys(await scopesOf(started)).join();
}

/** Records the URL of a created resource, so that `close` can delete it. */
function remember(response: Response): Response {
  const location = response.headers.get("Location");
  if (response.status === 201 && location !== null) created.add(new URL(location, response.url).href);
  return response;
}

/** Deletes the created resources and stops a local run. Fails if IAM denied a function any call. */
async function close(): Promise<void> {
  if (opened === undefined) return;
  const { apiUrl, send } = await opened;
  const failures: string[] = [];
  for (const url of created) {
    const { status } = await send(url.slice(apiUrl.length), { method: "DELETE" });
    if (status !== 204 && status !== 404) failures.push(`DELETE ${url}: ${status}`);
  }
  const denials = cloud?.denials() ?? [];
  await cloud?.stop();
  expect(failures, "resources that the suite created and could not delete").to.deep.equal([]);
  expect(denials).to.deep.equal([]);
  created.clear();
  opened = undefined;
  cloud = undefined;
}

const wait = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis));

/** Waits for the key of a deployed stage. @param limit sets mocha's timeout, in milliseconds */
async function awaitKey(limit: (millis: number) => void): Promise<void> {
  const given = deployed();
  if (given === undefined) return;
  const { Calls, inOrder } = await import("./calls");
  const read = inOrder.find(({ method }) => method === "GET");
  if (read === undefined) return;
  const { apiUrl, apiKey, token } = given;
  limit(maxKeyWaitMillis + 60_000);
  const send = (path: string, init?: RequestInit) =>
    fetch(`${apiUrl}${path}`, {
      ...init,
      headers: { "x-api-key": apiKey, ...headerOf(token), ...(init?.headers as object) },
    });
  await waitForKey(() => new Calls({ apiUrl, send }).call(read), wait);
}

/** Hooks that mocha calls before the first and after the last file (`--require`). All files share one target. */
export const mochaHooks = {
  beforeAll(this: Mocha.Context): Promise<void> {
    return awaitKey((millis) => this.timeout(millis));
  },
  afterAll: close,
};
