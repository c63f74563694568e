import { Option, type Command } from "commander";
import { appendValue, programOf } from "../commandLine";
import { parseDuration } from "../duration";
import type { RenameOptions } from "../rename";

type RenameFlags = Omit<RenameOptions, "from" | "to">;

interface TokenFlags {
  readonly scope?: readonly string[];
  /** Negative for a token that has already expired. */
  readonly expires: number;
  readonly user: string;
  readonly audience?: string;
  readonly pool?: string;
  readonly url: string;
}

/** Adds the commands for development. */
export function declareProject(program: Command): void {
  program
    .command("rename")
    .description("renames the sample resource and the project, before the first deployment")
    .argument("<old>", "current name of the resource, a folder of api/: items")
    .argument("<new>", "new name, in the plural: products")
    .option("--singular <word>", "singular of the new name, if the derived one is wrong")
    .option("--project <name>", "new project name (default: NEW-api if it is OLD-api, otherwise unchanged)")
    .option("--repository <owner/name>", "the copy's repository on GitHub, for package.json and SECURITY.md")
    .option("--owners <names>", "users or teams that review every change, for CODEOWNERS: @acme/api")
    .option("--force", "renames despite uncommitted changes")
    .option("--no-format", "skips formatting the changed files (npm run format)")
    .option("--no-approve", "skips writing openapi.json and the other generated files (npm run approve)")
    .action(async (...[from, to, options, command]: [string, string, RenameFlags, Command]) => {
      const rename = await import("../rename");
      await rename.main(programOf(command), { ...options, from, to });
    });
  program
    .command("token")
    .description("prints a token signed by a user pool of the local run")
    .option("--scope <name>", "scope of an access token; repeatable. Without it: an ID token", appendValue)
    .addOption(
      new Option("--expires <time>", "lifetime: 30s, 15m, 2d; a negative one gives an expired token")
        .argParser(parseDuration)
        .default(parseDuration("1h"), "1h"),
    )
    .option("--user <name>", "name of the user", "somebody")
    .option("--audience <name>", "app client that the token is for (default: the pool's first)")
    .option("--pool <name>", "user pool that signs the token (default: the program's first)")
    .option("--url <url>", "address of the run", "http://127.0.0.1:3000")
    .action(async ({ scope = [], expires, ...flags }: TokenFlags) => {
      const token = await import("../token");
      await token.main({ ...flags, scopes: scope, expiresSeconds: expires });
    });
}
