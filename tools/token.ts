import { parseArgs } from "node:util";
import { UserError } from "../local/engine/errors";

const usage = `Usage: npm run token -- [options]

  --scope NAME     a scope of an access token, such as items/read; more of them by more options.
                   Without any, an identity token.
  --expires TIME   for how long it is good: 30s, 15m, 1h (default), 2d; with a minus, since when it is not any more
  --user NAME      whom it is of (default: somebody)
  --pool NAME      the user pool that signs it (default: the program's first)
  --url URL        where the run is (default: http://127.0.0.1:3000)
`;

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds. @throws UserError */
export function secondsOf(text: string): number {
  const [, sign = "", count = "", unit = ""] = /^(-?)(\d+)([smhd])$/.exec(text) ?? [];
  if (unit === "") throw new UserError(`--expires is ${text}: it must be a number and s, m, h or d, such as 15m`);
  return Number(`${sign}${count}`) * units[unit]!;
}

/** `npm run token`: a token that the local run's user pool signs, for `Authorization: Bearer …`. */
async function main(): Promise<void> {
  const values = options();
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const order = {
    scopes: values.scope,
    expiresSeconds: secondsOf(values.expires),
    user: values.user,
    ...(values.pool === undefined ? {} : { pool: values.pool }),
  };
  const response = await fetch(new URL("/_local/tokens", values.url), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(order),
  }).catch(() => {
    throw new UserError(`nothing answers at ${values.url}: start the run by npm start, or name it with --url`);
  });
  const text = await response.text();
  if (!response.ok) throw new UserError(text.trim());
  process.stdout.write(`${(JSON.parse(text) as { token: string }).token}\n`);
}

function options() {
  try {
    return parseArgs({
      args: joined(process.argv.slice(2)),
      options: {
        scope: { type: "string", multiple: true, default: [] },
        expires: { type: "string", default: "1h" },
        user: { type: "string", default: "somebody" },
        pool: { type: "string" },
        url: { type: "string", default: "http://127.0.0.1:3000" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(/\. |\n/);
    throw new UserError(`${sentence}: npm run token -- --help lists the options`);
  }
}

/** A negative value would be taken for an option. */
function joined(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg === "--expires" && /^-\d/.test(args[index + 1] ?? "")) return [`--expires=${args[index + 1]}`];
    return args[index - 1] === "--expires" && /^-\d/.test(arg) ? [] : [arg];
  });
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof UserError ? error.message : String((error as Error).stack)}\n`);
    process.exitCode = 1;
  });
}
