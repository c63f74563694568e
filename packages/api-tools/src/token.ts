import { commandHeaders, UserError } from "@onemachine/local-cloud";

export interface TokenOptions {
  readonly url: string;
  /** Scopes of an access token; empty for an ID token. */
  readonly scopes: readonly string[];
  /** Lifetime; negative for an expired token. */
  readonly expiresSeconds: number;
  readonly user: string;
  readonly audience?: string | undefined;
  readonly pool?: string | undefined;
}

/** Requests a token that a user pool of the local run signs, for `Authorization: Bearer …`. @throws UserError */
async function requestToken({ url, ...order }: TokenOptions): Promise<string> {
  const response = await sendCommand(url, order).catch(() => {
    throw new UserError(`no run answers at ${url}: start it with npm start, or pass its address with --url`);
  });
  const text = await response.text();
  if (!response.ok) throw new UserError(text.trim());
  return `${(JSON.parse(text) as { token: string }).token}\n`;
}

async function sendCommand(url: string, order: object): Promise<Response> {
  const headers = await commandHeaders(url);
  return fetch(new URL("/_local/tokens", url), { method: "POST", headers, body: JSON.stringify(order) });
}

/** Prints a token. @throws UserError for a user's mistake */
export async function main(options: TokenOptions): Promise<void> {
  process.stdout.write(await requestToken(options));
}
