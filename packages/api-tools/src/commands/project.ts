import { Option, type Command } from "commander";
import { collected, programOf } from "../commandLine";
import { secondsOf } from "../duration";
import type { RenameOptions } from "../rename";

type RenameFlags = Omit<RenameOptions, "from" | "to">;

interface TokenFlags {
  readonly scope?: readonly string[];
  /** Seconds. */
  readonly expires: number;
  readonly user: string;
  readonly audience?: string;
  readonly pool?: string;
  readonly url: string;
}

/** Declares the commands of a developer's machine. */
export function declareProject(program: Command): void {
  program
    .command("rename")
    .description("renames the resource and the project, before the first deployment")
    .argument("<old>", "the resource's present name, a folder of api/: items")
    .argument("<new>", "its new name, in the plural: products")
    .option("--singular <word>", "the singular of the new name, where the guess is wrong")
    .option("--project <name>", "the project's name (default: NEW-api where it is OLD-api, else unchanged)")
    .option("--repository <owner/name>", "the copy's repository on GitHub, for package.json and SECURITY.md")
    .option("--owners <names>", "users or teams that review every change, for CODEOWNERS: @acme/api")
    .option("--force", "renames although files have changes that are not committed")
    .option("--no-format", "leaves out formatting what it changes: npm run format")
    .option("--no-approve", "leaves out writing openapi.json and the other generated files: npm run approve")
    .action(async (...[from, to, options, command]: [string, string, RenameFlags, Command]) => {
      const rename = await import("../rename");
      await rename.main(programOf(command), { ...options, from, to });
    });
  program
    .command("token")
    .description("prints a token of the local run's user pool")
    .option("--scope <name>", "scope of an access token; repeatable. Without any: an identity token", collected)
    .addOption(
      new Option("--expires <time>", "how long it is valid: 30s, 15m, 2d; negative: since when it is not")
        .argParser(secondsOf)
        .default(secondsOf("1h"), "1h"),
    )
    .option("--user <name>", "name of its user", "somebody")
    .option("--audience <name>", "app client that it is for (default: the pool's first)")
    .option("--pool <name>", "user pool that signs it (default: the program's first)")
    .option("--url <url>", "address of the run", "http://127.0.0.1:3000")
    .action(async ({ scope = [], expires, ...flags }: TokenFlags) => {
      const token = await import("../token");
      await token.main({ ...flags, scopes: scope, expiresSeconds: expires });
    });
}
