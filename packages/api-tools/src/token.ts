import type { ParseArgsConfig } from "node:util";
import { commandHeaders, UserError, withNegatives } from "@onemachine/local-cloud";
import { parseCommand } from "./commandLine";

const usage = `Usage: npx api-tools token [options]

  --scope NAME     a scope of an access token, such as items/read; more of them by more options.
                   Without any, an identity token.
  --expires TIME   for how long it is good: 30s, 15m, 1h (default), 2d; with a minus, since when it is not any more
  --user NAME      whom it is of (default: somebody)
  --audience NAME  the app client that it is for (default: the pool's first)
  --pool NAME      the user pool that signs it (default: the program's first)
  --url URL        where the run is (default: http://127.0.0.1:3000)
`;

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds. @throws UserError */
export function secondsOf(text: string): number {
  const [, sign = "", count = "", unit = ""] = /^(-?)(\d+)([smhd])$/.exec(text) ?? [];
  if (unit === "") throw new UserError(`--expires is ${text}: it must be a number and s, m, h or d, such as 15m`);
  return Number(`${sign}${count}`) * units[unit]!;
}

const known = {
  scope: { type: "string", multiple: true, default: [] },
  expires: { type: "string", default: "1h" },
  user: { type: "string", default: "somebody" },
  audience: { type: "string" },
  pool: { type: "string" },
  url: { type: "string", default: "http://127.0.0.1:3000" },
  help: { type: "boolean", short: "h", default: false },
} satisfies ParseArgsConfig["options"];

/** `npx api-tools token`: a token that the local run's user pool signs, for `Authorization: Bearer …`. */
async function token(argv: readonly string[]): Promise<string> {
  const { scope, expires, user, audience, pool, url, help } = parseCommand(
    "npx api-tools token",
    known,
    withNegatives(argv, ["--expires"]),
  );
  if (help) return usage;
  const order = { scopes: scope, expiresSeconds: secondsOf(expires), user, audience, pool };
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

/** The command. @throws UserError for a person's mistake. */
export async function main(_dir: string, argv: readonly string[]): Promise<void> {
  process.stdout.write(await token(argv));
}
