import { execFileSync, spawnSync } from "node:child_process";
import { readProjectState } from "../api-tools/src/rename/project";
import { addReadmeRoute } from "./guide";
import { proveInCopy } from "./inCopy";
import { commitAll, edit } from "./repository";

/**
 * `node packages/proofs/run.cjs report`: commits each kind of change in a copy of the project, and checks the text and
 * the exit code of `npx api-tools report`. Sets exit code 1 for an unexpected result.
 */
proveInCopy("each kind of change reported", (dir) => {
  commitAll(dir, "a clone");
  const [resource] = readProjectState(dir).resources.keys();
  const file = (name: string) => `api/${resource}/${name}.ts`;

  prove("nothing", () => edit(dir, "README.md", /$/, "\n"), { status: 0, says: [/^No resource changes$/m] });
  prove("a new route", () => addReadmeRoute(dir), {
    status: 0,
    says: [/^### Routes\n\n- `\+` GET /m, /^### Alarms$/m],
  });
  prove("a wider permission", () => edit(dir, file("routes"), /\["GetItem"\]/, '["GetItem", "DeleteItem"]'), {
    status: 0,
    says: [/^- `\+` \*\*Allow dynamodb:DeleteItem on Table \w+ \(role \w+-role\)\*\*$/m],
  });
  prove(
    "a table's key",
    () => edit(dir, file("store"), /partitionKey: \{ name: "\w+"/, 'partitionKey: { name: "key"'),
    {
      status: 1,
      says: [/^- `!` \*\*loses data: Table \w+ is replaced \(hashKey\)/m],
    },
  );
  prove(
    "a document that breaks",
    () => edit(dir, file("schema"), /required: \["name"\]/, 'required: ["name", "description"]'),
    {
      status: 1,
      says: [/^- `!` \*\*breaks clients: POST /m, /breaking: added required status to description/],
    },
  );

  prove(
    "a policy that breaks",
    () => edit(dir, "Pulumi.prod.yaml", /pointInTimeRecovery: true/, "pointInTimeRecovery: false"),
    {
      status: 1,
      says: [/^- `!` \*\*breaks a policy: table-point-in-time-recovery on \w+: /m],
    },
  );

  /** Commits a change, checks its report for prod, and removes the commit. */
  function prove(
    what: string,
    change: () => void,
    { status, says }: { status: number; says: readonly RegExp[] },
  ): void {
    change();
    commitAll(dir, what);
    const output = runReport([]);
    const names = [...output.stdout.matchAll(/--allow ([\w:-]+)/g)].map(([, name]) => name!);
    const missing = says.filter((pattern) => !pattern.test(output.stdout));
    if (output.status !== status || missing.length > 0) {
      throw new Error(
        `${what}: exit code ${output.status}, without ${missing.join(", ")}:\n${output.stdout}${output.stderr}`,
      );
    }
    const allowed = status === 0 ? output : runReport(names.flatMap((name) => ["--allow", name]));
    if (allowed.status !== 0) throw new Error(`${what} does not pass with --allow ${names.join(", ")}`);
    process.stdout.write(`${what}: exit code ${status}, ${output.stdout.split("\n")[2]}\n`);
    execFileSync("git", ["reset", "--quiet", "--hard", "HEAD~1"], { cwd: dir });
  }

  function runReport(more: readonly string[]) {
    const command = ["run", "--silent", "report", "--", "--base", "HEAD~1", "--format", "markdown", ...more];
    return spawnSync("npm", command, { cwd: dir, encoding: "utf8" });
  }
});
