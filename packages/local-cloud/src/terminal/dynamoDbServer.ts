import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { Engine, openFolder, serve, StorageError, type RunningServer, type Storage } from "../kernel/dynamodbPackage";
import { systemClock } from "../kernel/clock";
import { UserError } from "../kernel/errors";
import { defaultRegion } from "../kernel/identity";
import { listOf, newCommand, optionOf, portOf, textOf } from "./commandLine";

/** Interval between removals of expired items, in milliseconds. */
const expiryMillis = 60_000;

interface DynamoDbOptions {
  readonly port: number;
  readonly host: string;
  readonly data?: string;
  readonly region: string;
  readonly account: string;
  readonly origin?: readonly string[];
  readonly json?: true;
}

/** Declares `local-cloud dynamodb`. */
export function dynamoDbCommand(): Command {
  return newCommand("dynamodb")
    .description(
      "Serves DynamoDB and DynamoDB Streams to SDKs, the AWS CLI and NoSQL Workbench. Any credentials are accepted.",
    )
    .addOption(optionOf("--port <n>", "port to listen on, 0 for a free one", portOf).default(8000))
    .addOption(
      optionOf("--host <address>", "address to listen on; the default is this machine only", textOf).default(
        "127.0.0.1",
      ),
    )
    .addOption(optionOf("--data <dir>", "keeps tables in DIR; without it, in memory", textOf))
    .addOption(optionOf("--region <name>", "region of the ARNs", textOf).default(defaultRegion))
    .addOption(optionOf("--account <id>", "account of the ARNs, 12 digits", accountOf).default("000000000000"))
    .addOption(
      listOf("--origin <origin>", "lets pages of ORIGIN send requests, beside those of this machine; * for all"),
    )
    .addOption(new Option("--json", "prints one JSON line on standard output when ready"))
    .action(serveDynamoDb);
}

function accountOf(option: string, text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new UserError(`${option} is ${text}: an account id has 12 digits`);
}

/** Serves until a signal ends the process. @throws UserError */
async function serveDynamoDb(values: DynamoDbOptions): Promise<void> {
  const { region, account, host, port, origin: allowedOrigins = [] } = values;
  const storage = values.data === undefined ? undefined : storageIn(resolve(values.data));
  const engine = openEngine({ region, account, ...(storage === undefined ? {} : { storage }) });
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const server = await listen({ engine, host, port, allowedOrigins, report: say });
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

/** Replaces the engine's own errors. @throws UserError */
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

async function listen(options: Parameters<typeof serve>[0]): Promise<RunningServer> {
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
