import { Option, type Command } from "commander";
import { collected, defaultStack, mistake, numberOf } from "../commandLine";
import { defaultTraffic, type Traffic } from "./traffic";

const mixDefault = "once a route is named, routes without a share get none; default: all the same";

/** Adds the options that say what traffic is assumed. */
export function addTrafficOptions(command: Command): Command {
  const { requests, itemBytes, pageItems, durationMillis, storedGb, logBytes, responseBytes } = defaultTraffic;
  return command
    .option("--requests <n>", "requests a month, all routes together", numberOf("requests", [0, 1e12]), requests)
    .option("--mix <route=share>", `share of a route; repeatable (${mixDefault})`, withShare)
    .option("--item-bytes <n>", "bytes of an item as stored", numberOf("item-bytes", [1, 409_600]), itemBytes)
    .option("--page-items <n>", "items that a page reads", numberOf("page-items", [1, 10_000]), pageItems)
    .addOption(
      new Option("--duration-ms <n>", "milliseconds that a call is billed")
        .argParser(numberOf("duration-ms", [1, 900_000]))
        .default(durationMillis),
    )
    .option("--stored-gb <n>", "gigabytes in all tables together", numberOf("stored-gb", [0, 1e6]), storedGb)
    .option("--log-bytes <n>", "bytes that a call logs", numberOf("log-bytes", [0, 1e6]), logBytes)
    .addOption(
      new Option("--response-bytes <n>", "bytes of an answer beside its items")
        .argParser(numberOf("response-bytes", [0, 10_485_760]))
        .default(responseBytes),
    )
    .option("--free-tier", "subtracts what AWS gives every account each month");
}

/** The values of the traffic options. */
export interface TrafficFlags extends Omit<Traffic, "durationMillis" | "freeTier"> {
  readonly durationMs: number;
  readonly freeTier?: boolean;
}

/** @throws CommanderError for shares that give no route any request. */
export function trafficOf(flags: TrafficFlags): Traffic {
  const {
    requests,
    mix,
    itemBytes,
    pageItems,
    durationMs,
    storedGb,
    logBytes,
    responseBytes,
    freeTier = false,
  } = flags;
  if (mix !== undefined && Object.values(mix).every((share) => share === 0)) {
    throw mistake("--mix gives no route any request");
  }
  const sizes = { itemBytes, pageItems, storedGb, logBytes, responseBytes };
  return { requests, ...(mix === undefined ? {} : { mix }), ...sizes, durationMillis: durationMs, freeTier };
}

function withShare(text: string, previous: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, route, share] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (route === undefined) throw mistake(`--mix is ${text}: it must be ROUTE=SHARE`);
  return { ...previous, [route]: numberOf(`mix ${route}`, [0, 1e12])(share!) };
}

/** Adds the options that say which settings are rendered. */
export function addStackOptions(command: Command, what: string): Command {
  return command
    .option("-s, --stack <name>", `stack to ${what}: reads Pulumi.NAME.yaml`, defaultStack)
    .option("--config <key=value>", "overrides a setting, as npm start does; repeatable", collected);
}
