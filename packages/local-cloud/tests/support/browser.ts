import { chromium, type Browser, type Page } from "playwright-core";

/** A page, what it said wrongly, and what it asked of others. */
export interface Watched {
  readonly page: Page;
  /** Errors of scripts and of the console. */
  readonly errors: string[];
  /** URLs of requests. */
  readonly requests: string[];
}

/** What Chromium needs where there is no sandbox and no display. */
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];

/** Chromium, as an npm package brings it: nothing is installed. */
export async function openBrowser(): Promise<Browser> {
  const { default: packaged } = await import("@sparticuz/chromium");
  return chromium.launch({ executablePath: await packaged.executablePath(), args, chromiumSandbox: false });
}

/** A page of its own. @param options of its context: size, colours. */
export async function openPage(browser: Browser, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Watched> {
  const page = await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 900 }, ...options });
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  return { page, errors, requests };
}
