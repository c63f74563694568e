import { chromium, type Browser, type Page } from "playwright-core";

/** A page with its errors and requests. */
export interface Watched {
  readonly page: Page;
  /** Script errors and console errors. */
  readonly errors: string[];
  /** Requested URLs. */
  readonly requests: string[];
}

/** Chromium options for machines without a sandbox or display. */
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];

/** Starts the Chromium of an npm package; no installation is required. */
export async function openBrowser(): Promise<Browser> {
  const { default: packaged } = await import("@sparticuz/chromium");
  return chromium.launch({ executablePath: await packaged.executablePath(), args, chromiumSandbox: false });
}

/** Opens a new page. @param options context options: size, colour scheme. */
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
