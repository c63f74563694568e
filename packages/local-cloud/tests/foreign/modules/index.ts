import { readFile } from "node:fs/promises";
import { served } from "./served.js";

// Top-level await and a default export are only possible in an ES module.
const { path } = JSON.parse(await readFile(new URL("./path.json", import.meta.url), "utf8")) as { path: string };

export default async (): Promise<object> => {
  const stage = served(path);
  return Promise.resolve({ url: stage.invokeUrl, path });
};
