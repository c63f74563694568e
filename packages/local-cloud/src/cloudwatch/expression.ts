/** A metric math expression. Returns the value of one period; undefined if it has no data point. */
export type Expression = (values: Values) => number | undefined;

/** Values of one period by metric id; absent or undefined if a metric has none. */
export type Values = Readonly<Record<string, number | undefined>>;

/** An expression that cannot be evaluated locally. */
export class UnknownExpression extends Error {
  override readonly name = "UnknownExpression";
}

/**
 * Parses a metric math expression. It may contain numbers, ids, arithmetic, comparisons, AND, OR, IF, FILL, ABS, CEIL,
 * FLOOR, MAX and MIN (CloudWatch User Guide, "Using math expressions with CloudWatch metrics").
 *
 * If some metrics have a value, missing ones count as 0. If none has a value, there is no data point, except with
 * FILL. A division by zero gives no data point.
 *
 * @throws UnknownExpression
 */
export function parseExpression(text: string): Expression {
  const tokens =
    text.match(/\s*(?:\d+(?:\.\d+)?|[A-Za-z_]\w*|[<>=!]=|&&|\|\||[-+*/^(),<>])/g)?.map((token) => token.trim()) ?? [];
  if (tokens.join("") !== text.replace(/\s/g, "")) throw new UnknownExpression(text);
  const parser = new Parser(tokens, text);
  return parser.whole();
}

type Operator = (left: number, right: number) => number;

/** Returns NaN if there is no data point. */
type Evaluate = (values: Values) => number;

const flag = (holds: boolean) => (holds ? 1 : 0);

/** Operators by precedence, lowest first. */
const levels: readonly Readonly<Record<string, Operator>>[] = [
  { OR: (a, b) => flag(a !== 0 || b !== 0), "||": (a, b) => flag(a !== 0 || b !== 0) },
  { AND: (a, b) => flag(a !== 0 && b !== 0), "&&": (a, b) => flag(a !== 0 && b !== 0) },
  {
    "<": (a, b) => flag(a < b),
    ">": (a, b) => flag(a > b),
    "<=": (a, b) => flag(a <= b),
    ">=": (a, b) => flag(a >= b),
    "==": (a, b) => flag(a === b),
    "!=": (a, b) => flag(a !== b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => (b === 0 ? NaN : a / b) },
  { "^": (a, b) => a ** b },
];

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  MAX: Math.max,
  MIN: Math.min,
};

class Parser {
  private position = 0;
  private filled = false;
  private readonly ids: string[] = [];

  constructor(
    private readonly tokens: readonly string[],
    private readonly text: string,
  ) {}

  whole(): Expression {
    const evaluate = this.level(0);
    if (this.position < this.tokens.length) throw new UnknownExpression(this.text);
    const { filled, ids } = this;
    return (values) => {
      if (!filled && ids.length > 0 && ids.every((id) => values[id] === undefined)) return undefined;
      const value = evaluate(values);
      return Number.isNaN(value) ? undefined : value;
    };
  }

  private level(depth: number): Evaluate {
    const operators = levels[depth];
    if (operators === undefined) return this.operand();
    let left = this.level(depth + 1);
    for (let operator = this.operatorOf(operators); operator !== undefined; operator = this.operatorOf(operators)) {
      const [first, act, second] = [left, operator, this.level(depth + 1)];
      left = (values) => act(first(values), second(values));
    }
    return left;
  }

  private operatorOf(operators: Readonly<Record<string, Operator>>): Operator | undefined {
    const token = this.tokens[this.position] ?? "";
    if (!Object.hasOwn(operators, token)) return undefined;
    this.position += 1;
    return operators[token];
  }

  private operand(): Evaluate {
    const token = this.tokens[this.position] ?? "";
    this.position += 1;
    if (token === "(") {
      const inner = this.level(0);
      this.expect(")");
      return inner;
    }
    if (token === "-") {
      const inner = this.operand();
      return (values) => -inner(values);
    }
    if (/^\d/.test(token)) return () => Number(token);
    if (this.tokens[this.position] === "(") return this.call(token);
    return this.metric(token);
  }

  private metric(id: string): Evaluate {
    // Metric ids begin with a lower-case letter (CloudWatch API reference, MetricDataQuery).
    if (!/^[a-z]\w*$/.test(id)) throw new UnknownExpression(this.text);
    this.ids.push(id);
    return (values) => values[id] ?? 0;
  }

  private call(name: string): Evaluate {
    this.expect("(");
    if (name === "FILL") return this.fill();
    const parameters = [this.level(0)];
    while (this.tokens[this.position] === ",") {
      this.position += 1;
      parameters.push(this.level(0));
    }
    this.expect(")");
    const [condition, yes, no] = parameters;
    if (name === "IF" && no !== undefined) return (values) => (condition!(values) === 0 ? no : yes!)(values);
    const act = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (act === undefined) throw new UnknownExpression(this.text);
    return (values) => act(...parameters.map((parameter) => parameter(values)));
  }

  /** Parses `FILL(metric, value)`: the value replaces a missing one. */
  private fill(): Evaluate {
    const id = this.tokens[this.position] ?? "";
    this.position += 1;
    this.metric(id);
    this.filled = true;
    this.expect(",");
    const instead = this.level(0);
    this.expect(")");
    return (values) => values[id] ?? instead(values);
  }

  private expect(token: string): void {
    if (this.tokens[this.position] !== token) throw new UnknownExpression(this.text);
    this.position += 1;
  }
}
