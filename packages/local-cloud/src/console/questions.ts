import { UserError } from "../kernel/errors";
import { checkScale, ScaledClock } from "../kernel/clock";
import { plans, tables } from "../kernel/descriptions";
import { alarms, dashboards } from "../kernel/monitoring";
import type { Run } from "../kernel/service";
import { userPools } from "../kernel/userPools";
import { askBuses, sendEvent } from "./buses";
import { textIn, type CommandInput } from "./commandInput";
import { architecture } from "./architecture";
import type { Observer } from "./observer";

const alarmStates = ["ALARM", "OK", "INSUFFICIENT_DATA"] as const;

/** Requests and commands of pages. */
export class Questions {
  constructor(
    private readonly run: Run,
    private readonly observer: Observer,
  ) {}

  /** Returns JSON text; undefined for an unknown path. @param name such as `requests/12` @throws UserError */
  async ask(name: string, query: URLSearchParams): Promise<string | undefined> {
    const [what = "", ...rest] = name.split("/");
    const which = decodedName(rest.join("/"));
    const { registry } = this.run;
    switch (what) {
      case "requests":
        return this.observer.timelineText(Number(which), query.has("reveal"));
      case "keys":
        return text(registry.use(plans).keyValue(which));
      case "tables":
        return text(await this.askTable(which, query));
      case "alarms":
        return text(registry.use(alarms).chart(which));
      case "dashboards":
        return text(registry.use(dashboards).descriptions);
      case "architecture":
        return text(architecture(this.observer.resources, registry));
      case "buses":
        return text(askBuses(this.run, this.observer, which));
      case "resources":
        return text(this.observer.declaration(which));
      default:
        return undefined;
    }
  }

  /** Returns a page of a table or of its index `?index=`, or with `?stream` the newest records of its stream. */
  private async askTable(name: string, query: URLSearchParams): Promise<object | undefined> {
    const declared = this.run.registry.use(tables);
    if (query.has("stream")) return declared.streamRecords(name);
    return declared.page(name, { start: startOf(query), index: query.get("index") ?? undefined });
  }

  /** @returns the result; undefined for an unknown command. @throws UserError for an invalid value. */
  command(name: string, given: CommandInput): object | undefined {
    switch (name) {
      case "faults":
        this.run.faults.set(textIn(given, "spec"));
        return {};
      case "clock":
        this.setScale(given["scale"]);
        return {};
      case "alarms":
        return this.setAlarm(given);
      case "buses":
        return sendEvent(this.run, given);
      case "tokens":
        return { token: this.token(given) };
      default:
        return undefined;
    }
  }

  /** Sets the state of an alarm, as CloudWatch's SetAlarmState does. @throws UserError */
  private setAlarm({ alarm: label, state }: CommandInput): object {
    const live = this.run.registry.use(alarms);
    const alarm = live.descriptions.find((each) => each.label === label);
    if (alarm === undefined) throw new UserError(`the program declares no alarm ${JSON.stringify(label)}`);
    if (!alarmStates.some((each) => each === state)) {
      throw new UserError(`${JSON.stringify(state)} is not an alarm state; the states are ${alarmStates.join(", ")}`);
    }
    live.setState(alarm.name, String(state), "set by hand in the console");
    return {};
  }

  private token({ pool, audience, scopes = [], expiresSeconds = 3600, user = "somebody" }: CommandInput): string {
    const isText = (value: unknown): value is string => typeof value === "string";
    if (!Array.isArray(scopes) || !scopes.every(isText) || !isText(user) || !isLifetime(expiresSeconds)) {
      throw new UserError(
        "a token needs scopes, a list of strings; expiresSeconds, a number up to 31536000; and user, a string",
      );
    }
    const named = (name: unknown) => (isText(name) ? name : undefined);
    const order = { scopes, expiresSeconds, user, pool: named(pool), audience: named(audience) };
    return this.run.registry.use(userPools).issue(order);
  }

  private setScale(scale: unknown): void {
    const { clock } = this.run;
    if (!(clock instanceof ScaledClock)) throw new UserError("the clock of this run cannot be changed");
    const wanted = typeof scale === "number" ? scale : NaN;
    checkScale(wanted, "the time scale");
    clock.scale = wanted;
  }
}

/** Accepts seconds up to one year; negative for an expired token. */
function isLifetime(seconds: unknown): seconds is number {
  return typeof seconds === "number" && Math.abs(seconds) <= 31_536_000;
}

/** @throws UserError */
function decodedName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new UserError("the path contains an invalid percent-encoding");
  }
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Returns the start key of a page of a table. @throws UserError */
function startOf(query: URLSearchParams): object | undefined {
  const start = query.get("start");
  if (start === null) return undefined;
  try {
    const key: unknown = JSON.parse(start);
    if (typeof key === "object" && key !== null && !Array.isArray(key)) return key;
  } catch {
    throw new UserError("start is not JSON");
  }
  throw new UserError("start is not a JSON object");
}
