import type { Events, LogLine, NotificationLine, ProgramOverview, RequestLine, State } from "../wire";

/** How much the page keeps; older lines go. */
const mostRequests = 1_000;
const mostLogs = 2_000;
const mostNotifications = 100;

/** What the list of requests is narrowed to. */
export interface Filters {
  readonly text: string;
  /** `2xx`, `4xx`, `5xx`; empty for all. */
  readonly status: string;
  readonly key: string;
  readonly slow: boolean;
  readonly cold: boolean;
}

/** What the log is narrowed to. */
export interface LogFilter {
  readonly text: string;
  /** The lowest that is shown. */
  readonly level: LogLine["level"];
}

/** What the list of alarms is narrowed to. */
export interface AlarmFilter {
  readonly text: string;
  /** Empty for all. */
  readonly state: string;
}

/** Everything that the page knows. */
export interface PageState {
  readonly connected: boolean;
  readonly program: ProgramOverview | undefined;
  readonly run: State | undefined;
  /** Newest last. */
  readonly requests: readonly RequestLine[];
  readonly logs: readonly LogLine[];
  readonly notifications: readonly NotificationLine[];
  readonly filters: Filters;
  readonly logFilter: LogFilter;
  readonly alarmFilter: AlarmFilter;
}

export const noFilters: Filters = { text: "", status: "", key: "", slow: false, cold: false };

export const initialState: PageState = {
  connected: false,
  program: undefined,
  run: undefined,
  requests: [],
  logs: [],
  notifications: [],
  filters: noFilters,
  logFilter: { text: "", level: "PLATFORM" },
  alarmFilter: { text: "", state: "" },
};

/** What an event of the stream makes of what the page knows. */
export function received<Name extends keyof Events>(state: PageState, name: Name, data: Events[Name]): PageState {
  switch (name) {
    case "hello": {
      const { program, state: run, requests, logs, notifications } = data as Events["hello"];
      return { ...state, connected: true, program, run, requests, logs, notifications };
    }
    case "program":
      return { ...state, program: data as ProgramOverview };
    case "state":
      return { ...state, run: data as State };
    case "requests":
      return { ...state, requests: last([...state.requests, ...(data as Events["requests"])], mostRequests) };
    case "logs":
      return { ...state, logs: last([...state.logs, ...(data as Events["logs"])], mostLogs) };
    default:
      return {
        ...state,
        notifications: last([...state.notifications, ...(data as Events["notifications"])], mostNotifications),
      };
  }
}

function last<T>(values: readonly T[], most: number): readonly T[] {
  return values.length > most ? values.slice(-most) : values;
}

/** From how many milliseconds on a request is slow. */
export const slowMillis = 200;

/** The requests that the filters leave, newest first. */
export function filtered(requests: readonly RequestLine[], filters: Filters): RequestLine[] {
  const { text, status, key, slow, cold } = filters;
  const wanted = text.trim().toLowerCase();
  return requests
    .filter(
      (line) =>
        (wanted === "" || textOf(line).includes(wanted)) &&
        (status === "" || String(line.status).startsWith(status[0]!)) &&
        (key === "" || line.key === key) &&
        (!slow || line.millis >= slowMillis) &&
        (!cold || line.start === "cold"),
    )
    .reverse();
}

/** Requests by the ids that log lines have: the gateway's, and that of the function's call. */
export function requestIds(requests: readonly RequestLine[]): ReadonlyMap<string, number> {
  return new Map(
    requests.flatMap(({ id, requestId, invocationId }): [string, number][] => [
      [requestId, id],
      ...(invocationId === undefined ? [] : [[invocationId, id] as [string, number]]),
    ]),
  );
}

function textOf({ method, path, route = "", operation = "", status, why = "", requestId }: RequestLine): string {
  return `${method} ${path} ${route} ${operation} ${status} ${why} ${requestId}`.toLowerCase();
}
