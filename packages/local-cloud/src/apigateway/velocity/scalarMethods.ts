import { signatures, type Methods } from "./signatures";
import { VelocityError } from "./syntax";
import { amountOf, Decimal, type Amount, type Loop } from "./values";

const onNumber = signatures<Amount>();

/** Methods of java.lang.Integer and Double, including static ones, which templates can call on any number. */
export const numberMethods: Methods<Amount> = new Map([
  ["intValue", [onNumber([], ({ amount }) => Math.trunc(amount) | 0)]],
  ["longValue", [onNumber([], ({ amount }) => Math.trunc(amount))]],
  ["doubleValue", [onNumber([], ({ amount }) => new Decimal(amount))]],
  ["hashCode", [onNumber([], ({ amount, decimal }) => (decimal ? undefined : amount | 0))]],
  ["compareTo", [onNumber(["any"], compareTo)]],
  ["parseInt", [onNumber(["text"], (self, text) => (self.decimal ? undefined : parseNumber(text, /^[-+]?\d+$/)))]],
  ["parseDouble", [onNumber(["text"], (self, text) => (self.decimal ? parseDecimal(text) : undefined))]],
  [
    "valueOf",
    [onNumber(["text"], (self, text) => (self.decimal ? parseDecimal(text) : parseNumber(text, /^[-+]?\d+$/)))],
  ],
]);

function compareTo(self: Amount, value: unknown): number {
  const other = amountOf(value);
  if (other?.decimal !== self.decimal)
    throw new VelocityError("A number can only be compared with a number of its class");
  return Math.sign(self.amount - other.amount);
}

function parseNumber(text: string, form: RegExp): number {
  if (!form.test(text)) throw new VelocityError(`For input string: "${text}"`);
  return Number(text);
}

function parseDecimal(text: string): Decimal {
  return new Decimal(parseNumber(text.trim(), /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/));
}

const onBoolean = signatures<boolean>();

/** java.lang.Boolean. */
export const booleanMethods: Methods<boolean> = new Map([
  ["booleanValue", [onBoolean([], (self) => self)]],
  ["compareTo", [onBoolean(["any"], compareBooleans)]],
]);

function compareBooleans(self: boolean, other: unknown): number {
  if (typeof other !== "boolean") throw new VelocityError("A boolean can only be compared with a boolean");
  return Number(self) - Number(other);
}

/** Properties of `$foreach` and their getters (Velocity user guide, "Loops"). */
export const loopProperties: ReadonlyMap<string, (loop: Loop) => unknown> = new Map<string, (loop: Loop) => unknown>([
  ["index", ({ index }) => index],
  ["count", ({ index }) => index + 1],
  ["hasNext", ({ index, size }) => index + 1 < size],
  ["first", ({ index }) => index === 0],
  ["last", ({ index, size }) => index + 1 === size],
  ["parent", ({ parent }) => parent],
  ["topmost", topmost],
]);

function topmost(loop: Loop): Loop {
  return loop.parent === undefined ? loop : topmost(loop.parent);
}

const onLoop = signatures<Loop>();

export const loopMethods: Methods<Loop> = new Map(
  [...loopProperties].flatMap(([name, read]) => {
    const getter = [onLoop([], read)] as const;
    const upper = name.charAt(0).toUpperCase() + name.slice(1);
    return [name, `get${upper}`, `is${upper}`].map((method) => [method, getter] as const);
  }),
);
