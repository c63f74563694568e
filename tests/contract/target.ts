import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { createClient, type Client } from "../../client/package";
import { root } from "../support/program";
import { Calls, inOrder } from "./calls";
import { waitForKey, maxKeyWaitMillis, fetchWithRetries } from "./patience";

/** The API that the suite runs against. */
export interface Target {
  /** Root URL of the stage, without a trailing slash. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** The generated client. */
  readonly api: Client;
  /** Sends an untyped request, with the key and the same retries as `api`. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
}

/** Header with the token in `API_TOKEN`; empty without one. */
export const tokenHeader: Readonly<Record<string, string>> =
  process.env["API_TOKEN"] === undefined ? {} : { Authorization: `Bearer ${process.env["API_TOKEN"]}` };

/** URLs of resources that the suite created. */
const created = new Set<string>();
let opened: Promise<Target> | undefined;
let cloud: Cloud | undefined;

/**
 * Returns the deployed stage of `API_URL` and `API_KEY`, or a local run that all files share. A stage that requires
 * tokens (setting `identity`) needs a token with every scope in `API_TOKEN`.
 */
export function target(): Promise<Target> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Target> {
  const { apiUrl, apiKey } = deployed() ?? (await local());
  const headers = { "x-api-key": apiKey, ...tokenHeader };
  const retried = fetchWithRetries(apiKey, { fetch, wait });
  const patient = async (request: Request) => remember(await retried(request));
  return {
    apiUrl,
    apiKey,
    api: createClient({
      baseUrl: apiUrl,
      apiKey,
      token: process.env["API_TOKEN"],
      // `patient` retries here, because a new key can be rejected for a while.
      maxAttempts: 1,
      tools: { fetch: (url, init) => patient(new Request(url, init)) },
    }),
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
  cloud = await startCloud({ program: root, clock: "running" });
  return { apiUrl: cloud.url, apiKey: cloud.apiKey! };
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
  const read = inOrder.find(({ method }) => method === "GET");
  if (given === undefined || read === undefined) return;
  const { apiUrl, apiKey } = given;
  limit(maxKeyWaitMillis + 60_000);
  const send = (path: string, init?: RequestInit) =>
    fetch(`${apiUrl}${path}`, {
      ...init,
      headers: { "x-api-key": apiKey, ...tokenHeader, ...(init?.headers as object) },
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
