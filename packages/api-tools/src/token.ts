import { commandHeaders, UserError } from "@onemachine/local-cloud";

export interface TokenOptions {
  readonly url: string;
  /** Of an access token; without any, it is an identity token. */
  readonly scopes: readonly string[];
  /** Seconds for which it is good; negative where it has expired. */
  readonly expiresSeconds: number;
  readonly user: string;
  readonly audience?: string | undefined;
  readonly pool?: string | undefined;
}

/** A token that the local run's user pool signs, for `Authorization: Bearer …`. @throws UserError */
async function token({ url, ...order }: TokenOptions): Promise<string> {
  const response = await sendCommand(url, order).catch(() => {
    throw new UserError(`nothing answers at ${url}: start the run by npm start, or name it with --url`);
  });
  const text = await response.text();
  if (!response.ok) throw new UserError(text.trim());
  return `${(JSON.parse(text) as { token: string }).token}\n`;
}

async function sendCommand(url: string, order: object): Promise<Response> {
  const headers = await commandHeaders(url);
  return fetch(new URL("/_local/tokens", url), { method: "POST", headers, body: JSON.stringify(order) });
}

/** Prints one. @throws UserError for a person's mistake */
export async function main(options: TokenOptions): Promise<void> {
  process.stdout.write(await token(options));
}
