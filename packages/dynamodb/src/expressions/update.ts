import { typeOf, type AttributeValue } from "../values/types";
import type { Path, SetValue, Update } from "./ast";
import { wrongCountMessage, wrongTypeMessage } from "./functions";
import { parsePath, PathTree } from "./paths";
import type { Placeholders } from "./placeholders";
import { Faults, Source } from "./source";

type Fault = "reserved" | "unknownFunction" | "section" | "undefined" | "overlap" | "conflict" | "operand" | "function";

/** Parses an UpdateExpression. @throws ValidationException */
export function parseUpdate(text: string, placeholders: Placeholders): Update {
  return new UpdateParser(new Source(text, "UpdateExpression"), placeholders).parse();
}

type Section = "SET" | "REMOVE" | "ADD" | "DELETE";

const sections: readonly Section[] = ["SET", "REMOVE", "ADD", "DELETE"];

class UpdateParser {
  private readonly faults = new Faults<Fault>();
  private readonly tree = new PathTree(this.faults);
  private readonly update = {
    set: [] as { path: Path; value: SetValue }[],
    remove: [] as Path[],
    add: [] as { path: Path; value: AttributeValue }[],
    delete: [] as { path: Path; value: AttributeValue }[],
  };

  constructor(
    private readonly source: Source,
    private readonly placeholders: Placeholders,
  ) {}

  parse(): Update {
    const { source } = this;
    const seen = new Set<Section>();
    do {
      const section = sections.find((each) => source.isWord(each));
      if (section === undefined) throw source.syntaxError();
      source.next();
      if (seen.has(section)) {
        this.faults.add("section", `The "${section}" section can only be used once in an update expression;`);
      }
      seen.add(section);
      do this.action(section);
      while (source.takeSymbol(","));
    } while (source.token.kind !== "end");
    const message = this.faults.take([
      "reserved",
      "unknownFunction",
      "section",
      "undefined",
      "overlap",
      "conflict",
      "operand",
      "function",
    ]);
    if (message !== undefined) throw source.refuse(message);
    return this.update;
  }

  private action(section: Section): void {
    const { source, update } = this;
    const path = this.path();
    this.tree.add(path);
    source.countOperator();
    if (section === "REMOVE") {
      update.remove.push(path);
    } else if (section === "SET") {
      source.expectSymbol("=");
      update.set.push({ path, value: this.sum() });
    } else {
      if (source.token.kind !== "value") throw source.syntaxError();
      const value = this.value(source.next().text);
      this.checkOperand(section, value);
      (section === "ADD" ? update.add : update.delete).push({ path, value });
    }
  }

  /** Parses `operand`, `operand + operand` or `operand - operand`. */
  private sum(): SetValue {
    const left = this.operand();
    const { text } = this.source.token;
    if (!this.source.takeSymbol("+") && !this.source.takeSymbol("-")) return left;
    this.source.countOperator();
    const right = this.operand();
    this.checkTypes(text, "N", [left, right]);
    return { kind: text === "+" ? "plus" : "minus", left, right };
  }

  private operand(): SetValue {
    const { source } = this;
    const { kind, text } = source.token;
    if (source.takeSymbol("(")) {
      const value = source.parseNested(() => this.sum());
      source.expectSymbol(")");
      return value;
    }
    if (kind === "value") {
      source.next();
      return { kind: "value", value: this.value(text) };
    }
    if (kind === "word" && source.following.kind === "symbol" && source.following.text === "(") return this.call();
    return { kind: "path", path: this.path() };
  }

  private call(): SetValue {
    const { source, faults } = this;
    const name = source.next().text;
    source.countOperator();
    source.expectSymbol("(");
    const args = source.parseNested(() => {
      const list = [this.sum()];
      while (source.takeSymbol(",")) list.push(this.sum());
      return list;
    });
    source.expectSymbol(")");
    const [first, second] = args as [SetValue, SetValue];
    if (name !== "if_not_exists" && name !== "list_append") {
      faults.add("unknownFunction", `Invalid function name; function: ${name}`);
    } else if (args.length !== 2) {
      faults.add("function", wrongCountMessage(name, args.length));
    } else if (name === "list_append") {
      this.checkTypes(name, "L", args);
      return { kind: name, first, second };
    } else if (first.kind === "path") {
      return { kind: name, path: first.path, fallback: second };
    } else {
      faults.add("function", `Operator or function requires a document path; operator or function: ${name}`);
    }
    return first;
  }

  private checkTypes(name: string, wanted: "N" | "L", operands: readonly SetValue[]): void {
    for (const operand of operands) {
      const type = operand.kind === "value" ? typeOf(operand.value) : wanted;
      if (type !== wanted) return this.faults.add("function", wrongTypeMessage(name, type));
    }
  }

  private checkOperand(section: "ADD" | "DELETE", value: AttributeValue): void {
    const type = typeOf(value);
    if (type === "SS" || type === "NS" || type === "BS" || (type === "N" && section === "ADD")) return;
    this.faults.add(
      "operand",
      `Incorrect operand type for operator or function; operator: ${section}, operand type: ${operandNames[type]}`,
    );
  }

  private path(): Path {
    return parsePath(this.source, this.placeholders, this.faults);
  }

  private value(placeholder: string): AttributeValue {
    const value = this.placeholders.value(placeholder);
    if (value === undefined) {
      this.faults.add(
        "undefined",
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    return value ?? { SS: [""] };
  }
}

/** Type names in messages of ADD and DELETE. */
const operandNames: Readonly<Record<string, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  NULL: "NULL",
  BOOL: "BOOLEAN",
  L: "LIST",
  M: "MAP",
};
