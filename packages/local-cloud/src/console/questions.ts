import { UserError } from "../kernel/errors";
import { checkScale, ScaledClock } from "../kernel/clock";
import { plans, tables } from "../kernel/described";
import { alarms, dashboards } from "../kernel/monitoring";
import type { Run } from "../kernel/service";
import { userPools } from "../kernel/userPools";
import { architecture } from "./architecture";
import type { Observer } from "./observer";

/** What a page asks for when it shows it, and what it tells the run to do. */
export class Questions {
  constructor(
    private readonly run: Run,
    private readonly observer: Observer,
  ) {}

  /** JSON text; undefined where there is no such thing. @param name `requests/12`. */
  async ask(name: string, query: URLSearchParams): Promise<string | undefined> {
    const [what = "", ...rest] = name.split("/");
    const which = decodeURIComponent(rest.join("/"));
    const { ports } = this.run;
    switch (what) {
      case "requests":
        return this.observer.timelineText(Number(which), query.has("reveal"));
      case "keys":
        return text(ports.use(plans).keyValue(which));
      case "tables":
        return text(await ports.use(tables).page(which, startOf(query)));
      case "alarms":
        return text(ports.use(alarms).chart(which));
      case "dashboards":
        return text(ports.use(dashboards).described);
      case "architecture":
        return text(architecture(this.observer.resources, ports));
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
        this.run.faults.set(String(given["spec"]));
        return {};
      case "clock":
        this.setScale(Number(given["scale"]));
        return {};
      case "tokens":
        return { token: this.token(given) };
      default:
        return undefined;
    }
  }

  private token({
    pool,
    audience,
    scopes = [],
    expiresSeconds = 3600,
    user = "somebody",
  }: Readonly<Record<string, unknown>>): string {
    if (!Array.isArray(scopes) || typeof user !== "string" || !Number.isFinite(expiresSeconds)) {
      throw new UserError("a token is ordered by scopes, a list; expiresSeconds, a number; and user, a text");
    }
    const named = (name: unknown) => (typeof name === "string" ? name : undefined);
    const order = { scopes: scopes.map(String), expiresSeconds: Number(expiresSeconds), user };
    return this.run.ports.use(userPools).issue({ ...order, pool: named(pool), audience: named(audience) });
  }

  private setScale(scale: number): void {
    const { clock } = this.run;
    if (!(clock instanceof ScaledClock)) throw new UserError("the clock of this run cannot be changed");
    checkScale(scale, "the time scale");
    clock.scale = scale;
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
    return JSON.parse(start) as object;
  } catch {
    throw new UserError("start is no JSON");
  }
}
