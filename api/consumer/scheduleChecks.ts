interface Range {
  readonly field: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values from `least` on. */
  readonly names?: readonly string[];
  /** Values of this field alone. */
  readonly special?: RegExp;
}

/** Fields of a cron expression (EventBridge User Guide, "Cron expressions reference"). */
const fields: readonly Range[] = [
  { field: "minutes", least: 0, most: 59 },
  { field: "hours", least: 0, most: 23 },
  { field: "day of the month", least: 1, most: 31, special: /^(?:\?|L(?:-\d{1,2})?W?|(?:[1-9]|[12]\d|3[01])W)$/ },
  { field: "month", least: 1, most: 12, names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ") },
  {
    field: "day of the week",
    least: 1,
    most: 7,
    names: "SUN MON TUE WED THU FRI SAT".split(" "),
    special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
  },
  { field: "year", least: 1970, most: 2199 },
];

/** EventBridge API reference, PutRule, `ScheduleExpression`. */
const maxLength = 256;

/** Returns a sentence for each part of a schedule expression that EventBridge rejects. */
export function* checkSchedule(what: string, expression: string): Generator<string> {
  const schedule = `${what}: the schedule ${expression}`;
  if (expression.length > maxLength) {
    yield `${what}: its schedule has ${expression.length} characters, and must have at most ${maxLength}`;
    return;
  }
  const [, kind, inner = ""] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === "rate") yield* checkRate(schedule, inner);
  else if (kind === "cron") yield* checkCron(schedule, inner);
  else yield `${schedule} must be rate(…) or cron(…), such as rate(5 minutes)`;
}

/** The unit of 1 is singular (EventBridge User Guide, "Rate expressions reference"). */
function* checkRate(schedule: string, inner: string): Generator<string> {
  const [, digits = "0", , plural] = /^(\d{1,9}) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  const count = Number(digits);
  if (count >= 1 && (count === 1) === (plural === "")) return;
  yield `${schedule} must contain a whole number from 1 and minutes, hours or days, or for 1 minute, hour or day`;
}

function* checkCron(schedule: string, inner: string): Generator<string> {
  const values = inner.split(" ").filter((value) => value !== "");
  if (values.length !== fields.length) {
    const names = fields.map(({ field }) => field).join(", ");
    yield `${schedule} has ${values.length} fields, and must have ${fields.length}: ${names}`;
    return;
  }
  for (const [index, range] of fields.entries()) {
    const value = values[index]!;
    if (isField(value.toUpperCase(), range)) continue;
    const { field, least, most, names } = range;
    const named = names === undefined ? "" : ` or ${names[0]} to ${names.at(-1)}`;
    yield `${schedule} has ${value} for the ${field}, which has values from ${least} to ${most}${named}`;
  }
  if ((values[2] === "?") === (values[4] === "?")) {
    yield `${schedule} must have ? for either the day of the month or the day of the week`;
  }
}

function isField(value: string, range: Range): boolean {
  return range.special?.test(value) === true || value.split(",").every((part) => isPart(part, range));
}

/** True for an asterisk, a value or a range, each of which may have a step. */
function isPart(part: string, range: Range): boolean {
  const [, first, last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,4}))?$/.exec(part) ?? [];
  if (first === undefined || (step !== undefined && Number(step) === 0)) return false;
  if (first === "*") return last === undefined;
  const [from, to] = [first, last ?? first].map((value) => valueOf(value, range)) as [number, number];
  // Ranges of other fields may wrap, as FRI-MON does.
  return !Number.isNaN(from) && !Number.isNaN(to) && (range.field !== "year" || from <= to);
}

/** Returns a value of a field; NaN outside of its range. */
function valueOf(text: string, { least, most, names }: Range): number {
  const index = names?.indexOf(text) ?? -1;
  if (index >= 0) return least + index;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : NaN;
}
