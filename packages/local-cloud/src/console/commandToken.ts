import { randomBytes, timingSafeEqual } from "node:crypto";

/** The header of a command that contains the run's token. */
export const tokenHeader = "x-console-token";

/** Where the console's page contains it: `<meta name="console-token" content="…">`. */
const placeholder = "CONSOLE_TOKEN";

/**
 * A run's proof that a command comes from a page of its console, or from someone who has read one: what sends requests
 * blindly cannot set a fault or sign a token.
 */
export class CommandToken {
  private readonly value = randomBytes(24).toString("base64url");

  /** @param page of the console, with a place for the token. */
  within(page: string): string {
    return page.replace(placeholder, this.value);
  }

  isIn(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
    const given = Buffer.from(String(headers[tokenHeader]));
    const expected = Buffer.from(this.value);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/**
 * The headers of a command to a run, with the token that its page contains.
 *
 * @param origin of the run, `http://127.0.0.1:3000`.
 * @throws TypeError when nothing answers there.
 */
export async function commandHeaders(origin: string): Promise<Record<string, string>> {
  const page = await (await fetch(new URL("/_local/", origin))).text();
  return { "Content-Type": "application/json", [tokenHeader]: tokenOf(page) };
}

/** The token in a page of the console; empty where there is none. */
function tokenOf(page: string): string {
  return /<meta name="console-token" content="([\w-]+)"/.exec(page)?.[1] ?? "";
}
