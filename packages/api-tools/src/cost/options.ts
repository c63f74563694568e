import { UserError } from "@onemachine/local-cloud";
import { numberOf, parseCommand } from "../commandLine";
import { defaultTraffic, type Traffic } from "./estimate";

/** The options that say what traffic is assumed, which `npx api-tools report` takes too. */
export const trafficOptions = {
  requests: { type: "string" },
  mix: { type: "string", multiple: true },
  "item-bytes": { type: "string" },
  "page-items": { type: "string" },
  "duration-ms": { type: "string" },
  "stored-gb": { type: "string" },
  "log-bytes": { type: "string" },
  "response-bytes": { type: "string" },
  "free-tier": { type: "boolean", default: false },
} as const;

export const trafficHelp = `\
  --requests N         requests a month, all routes together (default: 1e6)
  --mix ROUTE=SHARE    share of a route; once named, routes without one get none (default: all the same)
  --item-bytes N       bytes of an item as stored (default: 1024)
  --page-items N       items that a Query, a Scan or a batch reads (default: 50)
  --duration-ms N      milliseconds that a call is billed (default: 20)
  --stored-gb N        gigabytes in all tables together (default: 1)
  --log-bytes N        bytes that a call logs (default: 700)
  --response-bytes N   bytes of an answer beside its items (default: 500)
  --free-tier          takes off what AWS gives every account each month (default: it is not taken off)`;

const numbers = {
  requests: ["requests", [0, 1e12]],
  itemBytes: ["item-bytes", [1, 409_600]],
  pageItems: ["page-items", [1, 10_000]],
  durationMillis: ["duration-ms", [1, 900_000]],
  storedGb: ["stored-gb", [0, 1e6]],
  logBytes: ["log-bytes", [0, 1e6]],
  responseBytes: ["response-bytes", [0, 10_485_760]],
} as const;

/** What `parseArgs` makes of them. */
export type TrafficValues = Readonly<Partial<Record<(typeof numbers)[keyof typeof numbers][0], string>>> & {
  readonly mix?: readonly string[];
  readonly "free-tier"?: boolean;
};

/** @throws UserError that names the option, the value and the rule. */
export function trafficOf(values: TrafficValues): Traffic {
  const given = Object.entries(numbers).flatMap(([key, [option, range]]) => {
    const text = values[option];
    return text === undefined ? [] : [[key, numberOf(option, text, range)] as const];
  });
  const shares = (values.mix ?? []).map(shareOf);
  return {
    ...defaultTraffic,
    ...(Object.fromEntries(given) as Partial<Traffic>),
    ...(shares.length === 0 ? {} : { mix: mixOf(shares) }),
    freeTier: values["free-tier"] === true,
  };
}

function shareOf(text: string): readonly [string, number] {
  const [, route, share] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (route === undefined) throw new UserError(`--mix is ${text}: it must be ROUTE=SHARE`);
  return [route, numberOf(`mix ${route}`, share!, [0, 1e12])];
}

function mixOf(shares: readonly (readonly [string, number])[]): Record<string, number> {
  if (shares.every(([, share]) => share === 0)) throw new UserError("--mix gives no route any request");
  return Object.fromEntries(shares);
}

export const usage = `Usage: npx api-tools cost [options]

  --stack NAME         stack to price: reads Pulumi.NAME.yaml (default: prod)
  --config KEY=VALUE   overrides a setting, as npm start does
${trafficHelp}
  --json               prints the estimate as JSON
  --help               shows this
`;

export interface CostOptions {
  readonly stack: string;
  readonly config: readonly string[];
  readonly traffic: Traffic;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws UserError */
export function costOptions(argv: readonly string[]): CostOptions {
  const values = parseCommand(
    "npx api-tools cost",
    {
      stack: { type: "string", short: "s", default: "prod" },
      config: { type: "string", multiple: true, default: [] },
      ...trafficOptions,
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    argv,
  );
  const { stack, config, json, help } = values;
  return { stack, config, json, help, traffic: trafficOf(values) };
}
