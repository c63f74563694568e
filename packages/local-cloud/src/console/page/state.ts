import type { EventLine } from "../eventWire";
import type { Events, LogLine, NotificationLine, ProgramOverview, RequestLine, State } from "../wire";

/** Maximum numbers of stored entries; the oldest are dropped. */
const maxRequests = 1_000;
const maxLogs = 2_000;
const maxNotifications = 100;
const maxEvents = 500;

/** Filters of the list of requests. */
export interface Filters {
  readonly text: string;
  /** `2xx`, `4xx` or `5xx`; empty for all. */
  readonly status: string;
  readonly key: string;
  readonly slow: boolean;
  readonly cold: boolean;
}

/** Filters of the log. */
export interface LogFilter {
  readonly text: string;
  /** Minimum level. */
  readonly level: LogLine["level"];
}

/** Filters of the list of alarms. */
export interface AlarmFilter {
  readonly text: string;
  /** Empty for all. */
  readonly state: string;
}

/** The state of the page. */
export interface PageState {
  readonly connected: boolean;
  readonly program: ProgramOverview | undefined;
  readonly run: State | undefined;
  /** Newest last. */
  readonly requests: readonly RequestLine[];
  readonly logs: readonly LogLine[];
  readonly notifications: readonly NotificationLine[];
  /** Events of buses, newest last. */
  readonly events: readonly EventLine[];
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
  events: [],
  filters: noFilters,
  logFilter: { text: "", level: "PLATFORM" },
  alarmFilter: { text: "", state: "" },
};

/** Applies an event of the stream to the state. */
export function applyEvent<Name extends keyof Events>(state: PageState, name: Name, data: Events[Name]): PageState {
  switch (name) {
    case "hello": {
      const { program, state: run, requests, logs, notifications, events } = data as Events["hello"];
      return { ...state, connected: true, program, run, requests, logs, notifications, events };
    }
    case "program":
      return { ...state, program: data as ProgramOverview };
    case "state":
      return { ...state, run: data as State };
    case "requests":
      return { ...state, requests: lastOf([...state.requests, ...(data as Events["requests"])], maxRequests) };
    case "logs":
      return { ...state, logs: lastOf([...state.logs, ...(data as Events["logs"])], maxLogs) };
    case "events":
      return { ...state, events: lastOf(mergeEvents(state.events, data as Events["events"]), maxEvents) };
    case "caused":
      return state;
    default:
      return {
        ...state,
        notifications: lastOf([...state.notifications, ...(data as Events["notifications"])], maxNotifications),
      };
  }
}

/** Replaces the lines of known events and adds the others. */
function mergeEvents(known: readonly EventLine[], changed: readonly EventLine[]): readonly EventLine[] {
  const keyOf = ({ bus, id }: EventLine) => `${bus} ${id}`;
  return [...new Map([...known, ...changed].map((line) => [keyOf(line), line])).values()];
}

function lastOf<T>(values: readonly T[], most: number): readonly T[] {
  return values.length > most ? values.slice(-most) : values;
}

/** Minimum duration of a slow request, in milliseconds. */
export const slowMillis = 200;

/** Returns the requests that match the filters, newest first. */
export function filterRequests(requests: readonly RequestLine[], filters: Filters): RequestLine[] {
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

/** Maps the ids in log lines to requests: the gateway's request id and that of the function's call. */
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
