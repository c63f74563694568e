import { Option, type Command } from "commander";
import { appendValue, defaultStack, usageError, numberOf } from "../commandLine";
import { defaultTraffic, type Traffic } from "./traffic";

const mixDefault = "without --mix, all routes get the same share; with it, unnamed routes get none";

/** Adds the options of the assumed traffic. */
export function addTrafficOptions(command: Command): Command {
  const { requests, itemBytes, pageItems, durationMillis, storedGb, bucketGb, logBytes, responseBytes } =
    defaultTraffic;
  const { objectBytes, eventBytes } = defaultTraffic;
  return command
    .option("--requests <n>", "monthly requests to all routes together", numberOf("requests", [0, 1e12]), requests)
    .option("--mix <route=share>", `share of a route; repeatable (${mixDefault})`, addShare)
    .option("--item-bytes <n>", "bytes of a stored item", numberOf("item-bytes", [1, 409_600]), itemBytes)
    .option("--page-items <n>", "items that a page reads", numberOf("page-items", [1, 10_000]), pageItems)
    .addOption(
      new Option("--duration-ms <n>", "billed milliseconds of a call")
        .argParser(numberOf("duration-ms", [1, 900_000]))
        .default(durationMillis),
    )
    .option("--stored-gb <n>", "gigabytes in all tables together", numberOf("stored-gb", [0, 1e6]), storedGb)
    .option("--bucket-gb <n>", "gigabytes in all buckets together", numberOf("bucket-gb", [0, 1e9]), bucketGb)
    .option("--object-bytes <n>", "bytes of an object", numberOf("object-bytes", [0, 5e12]), objectBytes)
    .option("--event-bytes <n>", "bytes of a message or event", numberOf("event-bytes", [1, 1_048_576]), eventBytes)
    .option("--log-bytes <n>", "bytes that a call logs", numberOf("log-bytes", [0, 1e6]), logBytes)
    .addOption(
      new Option("--response-bytes <n>", "bytes of a response without its items")
        .argParser(numberOf("response-bytes", [0, 10_485_760]))
        .default(responseBytes),
    )
    .option("--free-tier", "subtracts the monthly free tier");
}

/** Parsed values of the traffic options. */
export interface TrafficFlags extends Omit<Traffic, "durationMillis" | "freeTier"> {
  readonly durationMs: number;
  readonly freeTier?: boolean;
}

/** Converts the parsed options. @throws CommanderError if every share of --mix is 0 */
export function trafficOf(flags: TrafficFlags): Traffic {
  const {
    requests,
    mix,
    itemBytes,
    pageItems,
    durationMs,
    storedGb,
    bucketGb,
    objectBytes,
    eventBytes,
    logBytes,
    responseBytes,
    freeTier = false,
  } = flags;
  if (mix !== undefined && Object.values(mix).every((share) => share === 0)) {
    throw usageError("--mix gives every route the share 0: at least one share must be above 0");
  }
  const sizes = { itemBytes, pageItems, storedGb, bucketGb, objectBytes, eventBytes, logBytes, responseBytes };
  return { requests, ...(mix === undefined ? {} : { mix }), ...sizes, durationMillis: durationMs, freeTier };
}

function addShare(text: string, previous: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, route, share] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (route === undefined) throw usageError(`--mix is ${text}: it must be ROUTE=SHARE`);
  return { ...previous, [route]: numberOf(`mix ${route}`, [0, 1e12])(share!) };
}

/** Adds the options of the rendered stack. @param what verb for the help text */
export function addStackOptions(command: Command, what: string): Command {
  return command
    .option("-s, --stack <name>", `stack to ${what}: reads Pulumi.NAME.yaml`, defaultStack)
    .option("--config <key=value>", "overrides a setting, as in npm start; repeatable", appendValue);
}
