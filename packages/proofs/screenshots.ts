import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openPage } from "../local-cloud/tests/support/browser";
import { LocalCloud } from "../local-cloud/src/cloud";
import { readProject } from "../local-cloud/src/program/project/readProject";
import { operations } from "../../tests/support/operations";
import { accessTo } from "./liveApi";
import { root } from "../local-cloud/tests/support/program";

/** `node packages/proofs/run.cjs screenshots`: takes the README's screenshots of the console, in light and dark. */
async function main(): Promise<void> {
  const cloud = await LocalCloud.start(readProject(root, "dev", []), { host: "127.0.0.1", port: 3000 });
  const browser = await openBrowser();
  const folder = join(root, "docs", "images");
  mkdirSync(folder, { recursive: true });
  try {
    const { apiUrl, apiKey } = accessTo(cloud);
    const ask = async (path: string, init: RequestInit = {}, key = true) => {
      const headers = { "Content-Type": "application/json", ...(key ? { "x-api-key": apiKey } : {}) };
      const response = await fetch(`${apiUrl}${path}`, { ...init, headers });
      await response.arrayBuffer();
      return response.headers.get("Location")?.split("/").at(-1);
    };
    const [create] = operations.filter(({ method }) => method === "POST");
    const [list] = operations.filter(({ method, path }) => method === "GET" && path === create!.path);
    const path = list!.path;
    const id = await ask(path, { method: "POST", body: JSON.stringify(create!.body.example) });
    await ask(path, {}, false);
    await ask(path, { method: "POST", body: "{}" });
    await ask(`${path}?limit=10`);
    await ask(`${path}/3f2504e0-4f89-41d3-9a0c-0305e82c3301`);
    await ask(`${path}/${id}`);
    await ask(`${path}/${id}`);
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await openPage(browser, { colorScheme, viewport: { width: 1280, height: 760 } });
      await page.goto(`${new URL(apiUrl).origin}/_local/`);
      await page.locator("table.requests tbody tr a").first().click();
      await page.getByText("allowed by").last().waitFor();
      await page.screenshot({ path: join(folder, `console-${colorScheme}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
    await cloud.stop();
  }
}

void main();
