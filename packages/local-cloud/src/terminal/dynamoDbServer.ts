import { resolve } from "node:path";
import type { ParseArgsConfig } from "node:util";
import { Engine, openFolder, serve, StorageError, type RunningServer, type Storage } from "../dynamodb/bundle";
import { systemClock } from "../kernel/clock";
import { UserError } from "../kernel/errors";
import { defaultRegion } from "../kernel/identity";
import { parseStrict } from "./commandLine";

/** Milliseconds between two removals of expired items. */
const expiryMillis = 60_000;

export const dynamoDbUsage = `Usage: local-cloud dynamodb [options]

Serves DynamoDB and DynamoDB Streams to SDKs, the AWS CLI and NoSQL Workbench. Any credentials are accepted.

  --port N          port to listen on, 0 for a free one (default: 8000)
  --host ADDRESS    address to listen on (default: 127.0.0.1, this machine only)
  --data DIR        keeps tables in DIR (default: in memory)
  --region NAME     region of the ARNs (default: ${defaultRegion})
  --account ID      account of the ARNs, 12 digits (default: 000000000000)
  --origin ORIGIN   lets pages of ORIGIN send requests, beside those of this machine; * for all
  --json            prints one JSON line on standard output when ready
  --help            shows this
`;

const known = {
  port: { type: "string", default: "8000" },
  host: { type: "string", default: "127.0.0.1" },
  data: { type: "string" },
  region: { type: "string", default: defaultRegion },
  account: { type: "string", default: "000000000000" },
  origin: { type: "string", multiple: true, default: [] },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} satisfies ParseArgsConfig["options"];

/** `local-cloud dynamodb`: serves until a signal ends it. @throws UserError */
export async function serveDynamoDb(argv: readonly string[]): Promise<void> {
  const values = parseStrict("local-cloud dynamodb", known, argv);
  if (values.help) {
    process.stdout.write(dynamoDbUsage);
    return;
  }
  const { region, account, host, origin: allowedOrigins } = values;
  if (!/^\d{12}$/.test(account)) throw new UserError(`--account ${account}: an account id has 12 digits`);
  const port = portOf(values.port);
  const storage = values.data === undefined ? undefined : storageIn(resolve(values.data));
  const engine = openEngine({ region, account, ...(storage === undefined ? {} : { storage }) });
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const server = await listening({ engine, host, port, allowedOrigins, report: say });
  const stopExpiry = systemClock.every(expiryMillis, () => engine.expire());
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stopExpiry();
      void server.close().then(() => {
        engine.close();
        process.exit(0);
      });
    });
  }
  const where = values.data === undefined ? "in memory" : `in ${values.data}`;
  process.stdout.write(
    values.json ? `${JSON.stringify({ url: server.url })}\n` : `DynamoDB at ${server.url}, tables ${where}\n`,
  );
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UserError(`--port ${text}: a port is a number from 0 to 65535`);
}

/** @throws UserError in place of the engine's own error */
function withUserErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof StorageError ? new UserError(`--data: ${error.message}`) : error;
  }
}

const storageIn = (folder: string): Storage => withUserErrors(() => openFolder(folder));

const openEngine = (options: ConstructorParameters<typeof Engine>[0]): Engine =>
  withUserErrors(() => new Engine(options));

async function listening(options: Parameters<typeof serve>[0]): Promise<RunningServer> {
  try {
    return await serve(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    options.engine.close();
    if (code === "EADDRINUSE") {
      throw new UserError(
        `port ${options.port} on ${options.host} is in use: stop the process that listens there, or pass --port`,
      );
    }
    throw new UserError(`--host ${options.host}, --port ${options.port}: cannot listen there (${code})`);
  }
}
