import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect } from "chai";
import { bundledFunction, bundledFunctions, placeBundled } from "../../api/packaging/bundledFunctions";
import { Bundler } from "../../api/packaging/bundler";
import { root } from "../support/program";

const load = createRequire(__filename);

/** Returns the functions that a module exports, by name. @param path without an extension. */
function functionsOf(path: string): [name: string, value: unknown][] {
  const exported = load(path) as object;
  return Object.entries(exported).filter(([, value]) => typeof value === "function");
}

/** Modules that every archive of their kind may contain. */
function shared(): string[] {
  const folders = readdirSync(join(root, "api"), { withFileTypes: true }).filter((each) => each.isDirectory());
  const files = folders.flatMap(({ name }) => readdirSync(join(root, "api", name)).map((file) => `${name}/${file}`));
  const paths = files.map((file) => file.replace(/\.ts$/, ""));
  return paths.filter((path) => /^http\/|\/open$/.test(path)).map((path) => join(root, "api", path));
}

describe("the functions that archives bundle", () => {
  it("are all of api/http and those that open resources", () => {
    const listed = bundledFunctions().map(({ name, source }) => `${name} of ${source}`);
    const expected = shared().flatMap((path) => functionsOf(path).map(([name]) => `${name} of ${path}`));
    expect(expected).to.include(`handler of ${join(root, "api/http/handler")}`);
    expect(listed).to.include.members(expected);
  });

  it("are what their modules export, each under a name of its own", () => {
    const names = bundledFunctions().map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const each of bundledFunctions()) {
      const exported = Object.fromEntries(functionsOf(each.source))[each.name];
      expect(placeBundled(exported), each.name).to.equal(`program:${each.name}`);
      expect(bundledFunction(`program:${each.name}`)).to.equal(each);
    }
  });

  it("import no part of Pulumi, which functions run without", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bundled-"));
    const source = join(folder, "listed");
    writeFileSync(`${source}.ts`, 'import { log } from "@pulumi/pulumi"; export const work = () => log.info("a");');
    const listed = { specifier: "program:work", package: "this program", source, names: ["work"], isNamespace: false };
    const error = await new Bundler(root).bundle("route read", [listed]).catch((each: Error) => each.message);
    rmSync(folder, { recursive: true });
    expect(error).to.equal(
      `route read: ${relative(process.cwd(), `${source}.ts`)} imports @pulumi/pulumi, and a function runs without Pulumi`,
    );
  });

  it("are no other values", () => {
    for (const value of [undefined, "handler", {}, () => 1]) expect(placeBundled(value)).to.equal(undefined);
    for (const specifier of ["lib", "program", "program:", "program:nothing"])
      expect(bundledFunction(specifier), specifier).to.equal(undefined);
  });
});
