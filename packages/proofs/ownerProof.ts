import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local-cloud/tests/support/program";
import { copyProject } from "./guide";
import { createRunner, prove } from "./prove";
import { commitAll, edit } from "./repository";

const source = join(__dirname, "owner");

/** Changes of a copy, keyed by name. */
const variants: Readonly<Record<string, (dir: string) => void>> = {
  /** A first resource with a group, a 409, a package and a DELETE that finds nothing, and a table without a route. */
  added(dir) {
    cpSync(join(source, "added"), join(dir, "api"), { recursive: true });
    edit(dir, "api/resources.ts", /(?=^export )/m, `export { parking } from "./parking/routes";\n`);
    appendFileSync(join(dir, "api", "resources.ts"), `export { history } from "./history/routes";\n`);
    addDependency(dir, "fast-deep-equal");
  },
  /** Routes with a token only, in an API without tables, keys and the example resource (docs/make-it-yours.md). */
  instead(dir) {
    removeExample(dir);
    cpSync(join(source, "instead"), join(dir, "api"), { recursive: true });
    writeFileSync(join(dir, "api", "resources.ts"), `export { notices } from "./notices/routes";\n`);
    const identity = `  items-api:identity: { by: userPool, callbackUrls: ["https://app.example.com/"] }\n`;
    for (const stack of ["dev", "prod"]) appendFileSync(join(dir, `Pulumi.${stack}.yaml`), identity);
  },
  /** The shipped API with the settings that are off by default (docs/settings.md), in both stacks. */
  configured(dir) {
    for (const stack of ["dev", "prod"]) {
      const certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/0f8fad5b";
      const settings = {
        domain: { name: `${stack}.example.com`, certificateArn: certificate, hostedZoneId: "Z0123456789ABC" },
        ...{ firewall: { requestsPerAddress: 2_000 }, customerKey: true, tags: { team: "shop" } },
        identity: { by: "userPool", callbackUrls: ["https://app.example.com/"] },
        ...{ alarmEmails: ["ops@example.com"], runbookUrl: "https://example.com/runbook" },
      };
      const lines = Object.entries(settings).map(([name, value]) => `  items-api:${name}: ${JSON.stringify(value)}\n`);
      const file = join(dir, `Pulumi.${stack}.yaml`);
      writeFileSync(file, readFileSync(file, "utf8").replace(/^ {2}items-api:alarmEmails: .*\n/m, "") + lines.join(""));
    }
  },
};

/** Adds an installed package to the copy's dependencies. */
function addDependency(dir: string, name: string): void {
  const file = join(dir, "package.json");
  const project = JSON.parse(readFileSync(file, "utf8")) as { readonly dependencies: Record<string, string> };
  const { version } = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as {
    readonly version: string;
  };
  project.dependencies[name] = version;
  writeFileSync(file, JSON.stringify(project, undefined, 2));
}

/** Runs the command of docs/make-it-yours.md that removes the example. */
function removeExample(dir: string): void {
  const [, command = ""] = /^(git rm .+)$/m.exec(readFileSync(join(root, "docs", "make-it-yours.md"), "utf8")) ?? [];
  execFileSync("sh", ["-c", command], { cwd: dir, stdio: "ignore" });
}

/**
 * `node packages/proofs/run.cjs owner [VARIANT…]`: makes copies of the template with other APIs, and runs the copies' own
 * tests. Ends at the first copy that fails, so that its failure is the last output, and sets exit code 1.
 */
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(variants);
for (const name of names) {
  const passes = prove(`the copy with the API ${name}`, (folder) => {
    const change = variants[name];
    if (change === undefined) throw new Error(`the variants are ${Object.keys(variants).join(", ")}`);
    const dir = copyProject(folder);
    const run = createRunner(dir);
    commitAll(dir, "a copy of the template");
    change(dir);
    for (const script of ["approve", "build", "test"]) run("npm", "run", "--silent", script);
  });
  if (!passes) break;
}
