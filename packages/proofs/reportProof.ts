import { execFileSync, spawnSync } from "node:child_process";
import { factsOf } from "../api-tools/src/rename/project";
import { addReadmeRoute } from "./guide";
import { inCopy } from "./inCopy";
import { commitAll, edit } from "./repository";

/**
 * `node packages/proofs/run.cjs report`: makes each kind of change in a copy of the project, on a commit of its own, and reads what
 * `npx api-tools report` says of it and how it ends. Exit code 1 where one of them is not as the README says.
 */
inCopy("each kind of change reported", (dir) => {
  commitAll(dir, "a clone");
  const [resource] = factsOf(dir).resources.keys();
  const file = (name: string) => `api/${resource}/${name}.ts`;

  proof("nothing", () => edit(dir, "README.md", /$/, "\n"), { status: 0, says: [/^No resource changes$/m] });
  proof("a new route", () => addReadmeRoute(dir), {
    status: 0,
    says: [/^### Routes\n\n- `\+` GET /m, /^### Alarms$/m],
  });
  proof("a wider permission", () => edit(dir, file("routes"), /\["GetItem"\]/, '["GetItem", "DeleteItem"]'), {
    status: 0,
    says: [/^- `\+` \*\*Allow dynamodb:DeleteItem on Table \w+ \(role \w+-role\)\*\*$/m],
  });
  proof(
    "a table's key",
    () => edit(dir, file("store"), /partitionKey: \{ name: "\w+"/, 'partitionKey: { name: "key"'),
    {
      status: 1,
      says: [/^- `!` \*\*loses data: Table \w+ is replaced \(hashKey\)/m],
    },
  );
  proof(
    "a document that breaks",
    () => edit(dir, file("schema"), /required: \["name"\]/, 'required: ["name", "description"]'),
    {
      status: 1,
      says: [/^- `!` \*\*breaks clients: POST /m, /breaking: added required status to description/],
    },
  );

  proof(
    "a policy that breaks",
    () => edit(dir, "Pulumi.prod.yaml", /pointInTimeRecovery: true/, "pointInTimeRecovery: false"),
    {
      status: 1,
      says: [/^- `!` \*\*breaks a policy: table-point-in-time-recovery on \w+: /m],
    },
  );

  /** Commits a change, reads the report of it on prod, and takes it back. */
  function proof(
    what: string,
    change: () => void,
    { status, says }: { status: number; says: readonly RegExp[] },
  ): void {
    change();
    commitAll(dir, what);
    const said = reported([]);
    const names = [...said.stdout.matchAll(/--allow ([\w:-]+)/g)].map(([, name]) => name!);
    const missing = says.filter((pattern) => !pattern.test(said.stdout));
    if (said.status !== status || missing.length > 0) {
      throw new Error(
        `${what}: exit code ${said.status}, without ${missing.join(", ")}:\n${said.stdout}${said.stderr}`,
      );
    }
    const allowed = status === 0 ? said : reported(names.flatMap((name) => ["--allow", name]));
    if (allowed.status !== 0) throw new Error(`${what} does not pass with --allow ${names.join(", ")}`);
    process.stdout.write(`${what}: exit code ${status}, ${said.stdout.split("\n")[2]}\n`);
    execFileSync("git", ["reset", "--quiet", "--hard", "HEAD~1"], { cwd: dir });
  }

  function reported(more: readonly string[]) {
    const command = ["run", "--silent", "report", "--", "--base", "HEAD~1", "--format", "markdown", ...more];
    return spawnSync("npm", command, { cwd: dir, encoding: "utf8" });
  }
});
