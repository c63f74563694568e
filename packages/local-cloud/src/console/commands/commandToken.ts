import { randomBytes, timingSafeEqual } from "node:crypto";

/** Header that contains the token of a run. */
export const tokenHeader = "x-console-token";

/** Placeholder in the console's page: `<meta name="console-token" content="…">`. */
const placeholder = "CONSOLE_TOKEN";

/**
 * A secret of a run, which every command must contain. It is in the console's page, so requests that cannot read the
 * page, such as those of other sites, cannot inject faults or issue tokens.
 */
export class CommandToken {
  private readonly value = randomBytes(24).toString("base64url");

  /** Inserts the token into a page. @param page contains the placeholder. */
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
 * Returns the headers of a command, with the token from the console's page.
 *
 * @param origin origin of the run, such as `http://127.0.0.1:3000`.
 * @throws TypeError if nothing listens there.
 */
export async function commandHeaders(origin: string): Promise<Record<string, string>> {
  const page = await (await fetch(new URL("/_local/", origin))).text();
  return { "Content-Type": "application/json", [tokenHeader]: tokenOf(page) };
}

/** Returns the token in a page; empty if the page contains no token. */
function tokenOf(page: string): string {
  return /<meta name="console-token" content="([\w-]+)"/.exec(page)?.[1] ?? "";
}
