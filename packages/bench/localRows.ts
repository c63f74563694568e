import { computeSpread, type Bar, type Row, type Spread } from "./measure";

/** Results of one contestant in one round. */
export interface Figures {
  readonly firstMillis: number;
  readonly p50: number;
  readonly p99: number;
  /** Requests per second, by number of connections. */
  readonly perSecond: Readonly<Record<number, number>>;
  readonly megabytes: number;
}

/** Results of the SDK's own call, without gateway and function. */
export type DirectFigures = Readonly<{ p50: number; perSecond: number }>;

export const withoutConsole = "ours, --no-console";
export const threads = "serverless-offline, worker threads";
export const oneProcess = "serverless-offline, in process";
const direct = "bare SDK, no gateway";

/** Allowed cost of the console without viewers, as a factor of a request. */
const consoleLimit = 1.05;

/** Limits on Node.js 24, whose compiler is faster, and on older versions. */
const limits =
  Number(process.versions.node.split(".")[0]) >= 24
    ? { first: 0.6, p50: 0.7, added: 0.6, ten: 1.6, fifty: 1.3, tenInProcess: 1, memory: 0.5 }
    : { first: 0.7, p50: 0.8, added: 1, ten: 1.3, fifty: 1.1, tenInProcess: 0.8, memory: 0.6 };

/** Bars of throughput, by number of connections. */
const throughputBars: Readonly<Record<number, readonly Bar[]>> = {
  1: [],
  10: [
    { against: threads, limit: limits.ten, atLeast: true },
    { against: oneProcess, limit: limits.tenInProcess, atLeast: true },
    { against: withoutConsole, limit: 1 / consoleLimit, atLeast: true },
  ],
  50: [{ against: threads, limit: limits.fifty, atLeast: true }],
};

/** Creates the report from the results of all rounds. */
export function createRows(
  all: ReadonlyMap<string, readonly Figures[]>,
  directFigures: readonly DirectFigures[],
): Row[] {
  const values = (figure: (figures: Figures) => number): Record<string, Spread> =>
    Object.fromEntries([...all].map(([name, figures]) => [name, computeSpread(figures.map(figure))]));
  const sdk = (figure: (figures: DirectFigures) => number) => ({ [direct]: computeSpread(directFigures.map(figure)) });
  const added = computeSpread(all.get("ours")!.map(({ p50 }, round) => p50 - directFigures[round]!.p50));
  return [
    {
      measure: "first 200 after the start",
      unit: "ms",
      values: values(({ firstMillis }) => firstMillis),
      bars: [{ against: threads, limit: limits.first }],
    },
    {
      measure: "warm, one request after the other, p50",
      unit: "ms",
      values: { ...values(({ p50 }) => p50), ...sdk(({ p50 }) => p50) },
      bars: [
        { against: threads, limit: limits.p50 },
        { against: withoutConsole, limit: consoleLimit },
      ],
    },
    { measure: "warm, one request after the other, p99", unit: "ms", values: values(({ p99 }) => p99) },
    {
      measure: "gateway and function on top of the SDK's call",
      unit: "ms",
      values: { ours: added },
      bars: [{ limit: limits.added }],
    },
    ...Object.entries(throughputBars).map(([count, bars]): Row => ({
      measure: `throughput at ${count} connections`,
      unit: "requests/s",
      values: {
        ...values(({ perSecond }) => perSecond[Number(count)]!),
        ...(count === "10" ? sdk(({ perSecond }) => perSecond) : {}),
      },
      bars,
    })),
    {
      measure: "memory after the load",
      unit: "MB",
      values: values(({ megabytes }) => megabytes),
      bars: [{ against: threads, limit: limits.memory }],
    },
  ];
}
