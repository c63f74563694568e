import { readdirSync, readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "..");

/** Code that replaces a part of Node.js, or listens to events that decide how a process ends. */
const patches = [
  /\b_load = /,
  /\b_resolveFilename = /,
  /\b(?:E|e)xtensions\["\.ts"\] = /,
  /\bprepareStackTrace\b.*\)/,
  /\bstackTraceLimit = /,
  /\bsetFlagsFromString\(/,
  /\bnew (?:Forgetful)?Session\(/,
  /\bglobalThis\.\w+ = /,
  /\bObject\.assign\((?:globalThis|threads|module), /,
  /\bprocess\.(?:exit|env|argv|title|cwd) = /,
  /\bprocess\.\w+\.write = /,
  /\bprocess\.setSourceMapsEnabled\(/,
  /\bprocess\.on\("(?:uncaughtException|unhandledRejection|newListener)"/,
  /\bprocess\.removeAllListeners\(/,
  /\bsetFlagsFromString\(/,
  /\bdelete require\.cache/,
  /\bdelete globalThis\[/,
  /\(console as /,
  /\.prototype\.\w+ = /,
  /^\s*register\(pathToFileURL/m,
];

/** Sources of the local cloud, as the page names them; the console's page runs in a browser. */
function sources(): string[] {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith(join("console", "page")))
    .map((file) => `src/${file.split(sep).join("/")}`);
  return ["codeCache.cjs", "optimization.cjs", "shellVariables.cjs", ...files];
}

describe("the page of patches", () => {
  it("names each file that replaces a part of Node.js, and no other", () => {
    const page = readFileSync(join(root, "docs", "node-patches.md"), "utf8");
    const named = [...page.matchAll(/^\| [^|]+\| `([^`]+)`/gm)].map(([, file]) => file!);
    const patching = sources().filter((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return patches.some((patch) => patch.test(text));
    });
    expect([...new Set(named)].sort()).to.deep.equal(patching.sort());
  });
});
