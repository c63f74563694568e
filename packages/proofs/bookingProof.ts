import { appendFileSync, cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { prove } from "./prove";
import { commitAll } from "./repository";
import { installTemplate, packAll } from "./templateCopy";

const source = join(__dirname, "booking");

/** Setting of the booking API: people sign in for the report, and for no other route. */
const identity = `  items-api:identity: { by: key, routes: { reportBookings: userPool }, callbackUrls: ["https://app.example.com/"] }\n`;

/**
 * `node packages/proofs/run.cjs booking`: builds a booking API in a copy of the template, as a team does. It adds resource
 * folders with one line each, a package, a setting of the stacks and tests, and changes no other file. Then it runs all
 * checks of the copy. Sets exit code 1 if one of them fails.
 */
prove("the copy with the booking API", (folder) => {
  const { dir, run } = installTemplate(folder, packAll(folder));
  // The copy's tests list its files with git.
  commitAll(dir, "a copy of the template");
  run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", "pdf-lib@1.17.1");
  for (const name of ["api", "tests"]) cpSync(join(source, name), join(dir, name), { recursive: true });
  for (const name of readdirSync(join(source, "api"))) {
    appendFileSync(join(dir, "api", "resources.ts"), `export { ${name} } from "./${name}/routes";\n`);
  }
  for (const stack of ["dev", "prod"]) appendFileSync(join(dir, `Pulumi.${stack}.yaml`), identity);
  for (const script of ["approve", "build", "lint", "test", "access"]) run("npm", "run", "--silent", script);
});
