import { UserError } from "../kernel/errors";
import { checkScale, ScaledClock } from "../kernel/clock";
import { plans, tables } from "../kernel/descriptions";
import { alarms, dashboards } from "../kernel/monitoring";
import type { Run } from "../kernel/service";
import { userPools } from "../kernel/userPools";
import { architecture } from "./architecture";
import type { Observer } from "./observer";

const alarmStates = ["ALARM", "OK", "INSUFFICIENT_DATA"] as const;

/** What a page asks for when it shows it, and what it tells the run to do. */
export class Questions {
  constructor(
    private readonly run: Run,
    private readonly observer: Observer,
  ) {}

  /** JSON text; undefined where there is no such thing. @param name `requests/12`. @throws UserError */
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
        return text(await registry.use(tables).page(which, startOf(query)));
      case "alarms":
        return text(registry.use(alarms).chart(which));
      case "dashboards":
        return text(registry.use(dashboards).descriptions);
      case "architecture":
        return text(architecture(this.observer.resources, registry));
      case "resources":
        return text(this.observer.declaration(which));
      default:
        return undefined;
    }
  }

  /** @returns its answer; undefined where there is no such command. @throws UserError for a value that it does not take. */
  command(name: string, given: Readonly<Record<string, unknown>>): object | undefined {
    switch (name) {
      case "faults":
        this.run.faults.set(textIn(given, "spec"));
        return {};
      case "clock":
        this.setScale(given["scale"]);
        return {};
      case "alarms":
        return this.setAlarm(given);
      case "tokens":
        return { token: this.token(given) };
      default:
        return undefined;
    }
  }

  /** Puts an alarm into a state, as CloudWatch's SetAlarmState does. @throws UserError */
  private setAlarm({ alarm: label, state }: Readonly<Record<string, unknown>>): object {
    const live = this.run.registry.use(alarms);
    const alarm = live.descriptions.find((each) => each.label === label);
    if (alarm === undefined) throw new UserError(`the program declares no alarm ${JSON.stringify(label)}`);
    if (!alarmStates.some((each) => each === state)) {
      throw new UserError(`${JSON.stringify(state)} is no state of an alarm: use ${alarmStates.join(", ")}`);
    }
    live.setState(alarm.name, String(state), "set by hand in the console");
    return {};
  }

  private token({
    pool,
    audience,
    scopes = [],
    expiresSeconds = 3600,
    user = "somebody",
  }: Readonly<Record<string, unknown>>): string {
    const isText = (value: unknown): value is string => typeof value === "string";
    if (!Array.isArray(scopes) || !scopes.every(isText) || !isText(user) || !isLifetime(expiresSeconds)) {
      throw new UserError(
        "a token is ordered by scopes, a list of texts; expiresSeconds, a number up to 31536000; and user, a text",
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

/** Seconds; below zero for a token that has expired. One year at the most. */
function isLifetime(seconds: unknown): seconds is number {
  return typeof seconds === "number" && Math.abs(seconds) <= 31_536_000;
}

/** @throws UserError */
function textIn(given: Readonly<Record<string, unknown>>, name: string): string {
  const value = given[name];
  if (typeof value !== "string") throw new UserError(`${name} must be a text`);
  return value;
}

/** @throws UserError */
function decodedName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new UserError("the path contains a percent sign that no two hexadecimal digits of UTF-8 follow");
  }
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Where a page of a table starts. @throws UserError */
function startOf(query: URLSearchParams): object | undefined {
  const start = query.get("start");
  if (start === null) return undefined;
  try {
    const key: unknown = JSON.parse(start);
    if (typeof key === "object" && key !== null && !Array.isArray(key)) return key;
  } catch {
    throw new UserError("start is no JSON");
  }
  throw new UserError("start is no JSON object");
}
