import { queryLanguageOf, textField, type StateDefinition } from "../definition/model";
import { fillQuery, type QueryScope } from "../language/jsonata";
import { isObject, type Json, type JsonObject } from "../language/json";
import { placeResult } from "../language/resultPath";
import { resolvePathField, type Scope } from "../language/scope";
import { fillTemplate } from "../language/template";
import { printTimestamp } from "../language/timestamp";
import type { Frame } from "./frame";
import { numberAt, queriedNumber } from "./numberFields";

/** Evaluates the fields of one state, in its query language. */
export class StateScope {
  readonly isQuery: boolean;

  readonly name: string;
  readonly state: StateDefinition;

  /** @param more further parts of the context object, such as `Task` */
  constructor(
    readonly frame: Frame,
    { name, state }: { readonly name: string; readonly state: StateDefinition },
    private readonly more: JsonObject = {},
  ) {
    [this.name, this.state] = [name, state];
    this.isQuery = queryLanguageOf(state, frame.host.machine.QueryLanguage) === "JSONata";
  }

  /** Raw input of the state. */
  get input(): Json {
    return this.frame.current.input;
  }

  get enteredId(): number {
    return this.frame.current.enteredId ?? 0;
  }

  /** Returns a scope with further parts of the context object. */
  withContext(more: JsonObject): StateScope {
    return new StateScope(this.frame, this, more);
  }

  /** The context object (Developer Guide, "Accessing execution data from the Context object"). */
  get context(): JsonObject {
    const { enteredAt = 0, retries } = this.frame.current;
    const isRetried = ["Task", "Parallel", "Map"].includes(this.state.Type);
    const count = (retries ?? []).reduce((sum, each) => sum + each, 0);
    return {
      ...this.frame.host.context,
      State: {
        Name: this.name,
        EnteredTime: printTimestamp(enteredAt),
        ...(isRetried ? { RetryCount: count } : {}),
      },
      ...this.frame.more,
      ...this.more,
    };
  }

  /** @param input value of `$` */
  pathScope(input: Json): Scope {
    return { input, context: this.context, variables: this.frame.current.variables };
  }

  /** @param more further members of `$states` */
  queryScope(more: JsonObject = {}): QueryScope {
    const { variables } = this.frame.current;
    const states = { input: this.input, context: this.context, ...more };
    return { states, variables, chance: this.frame.host.chance, now: this.frame.host.now() };
  }

  /** Evaluates a field of a JSONata state. @throws LanguageError */
  query(value: Json, field: string, more: JsonObject = {}): Promise<Json> {
    return fillQuery(value, field, this.queryScope(more));
  }

  /** Returns the input behind InputPath. JSONata states use their raw input. @throws LanguageError */
  effectiveInput(): Json {
    if (this.isQuery) return this.input;
    return this.atPath("InputPath", this.input);
  }

  /** Returns the value at a path field; a null path gives an empty object, an absent one the whole value. */
  private atPath(field: "InputPath" | "OutputPath", value: Json): Json {
    const path = this.state[field];
    if (path === null) return {};
    return typeof path === "string" ? resolvePathField(path, this.pathScope(value)) : value;
  }

  template(template: Json, input: Json): Json {
    return fillTemplate(template, this.pathScope(input), this.frame.host.chance);
  }

  /** Returns the arguments of a task or the input of branches. @throws LanguageError */
  async arguments(): Promise<Json> {
    const { state } = this;
    if (this.isQuery) {
      return state["Arguments"] === undefined ? this.input : this.query(state["Arguments"], "Arguments");
    }
    const input = this.effectiveInput();
    return state["Parameters"] === undefined ? input : this.template(state["Parameters"], input);
  }

  /** Returns output and variables of a state with a result. @throws LanguageError */
  async finish(result: Json, more: JsonObject = { result }): Promise<Finished> {
    const { state } = this;
    if (this.isQuery) {
      const assigned = await this.assigned(state["Assign"], { input: result, more });
      const output = state["Output"] === undefined ? result : await this.query(state["Output"], "Output", more);
      return { output, assigned };
    }
    const selected = this.selected(result);
    const assigned = await this.assigned(state["Assign"], { input: selected });
    return { output: this.pathOutput(this.placed(selected)), assigned };
  }

  /** Returns a result behind ResultSelector. @throws LanguageError */
  selected(result: Json): Json {
    const selector = this.state["ResultSelector"];
    return selector === undefined ? result : this.template(selector, result);
  }

  /** Returns a result at the ResultPath of the state or a catcher. */
  placed(result: Json, owner: JsonObject = this.state): Json {
    const path = owner["ResultPath"];
    if (path === null) return this.input;
    return typeof path === "string" ? placeResult(this.input, path, result) : result;
  }

  pathOutput(value: Json): Json {
    return this.atPath("OutputPath", value);
  }

  /** Evaluates an Assign field. @param values `input` is the value of `$`; `more` are members of `$states`. */
  async assigned(
    assign: Json | undefined,
    { input, more }: { readonly input: Json; readonly more?: JsonObject },
  ): Promise<JsonObject | undefined> {
    if (!isObject(assign)) return undefined;
    const filled = this.isQuery ? await this.query(assign, "Assign", more) : this.template(assign, input);
    return isObject(filled) ? filled : {};
  }

  /** Returns the number of a field such as TimeoutSeconds, or of its `…Path` form. @throws LanguageError */
  number(field: string): Promise<number | undefined> {
    return this.numberIn(this.state, field);
  }

  /**
   * Returns the number of a field of an object within the state, such as ReaderConfig.
   *
   * @param place path of the object in messages about expressions, such as `ItemBatcher/`
   * @throws LanguageError
   */
  async numberIn(owner: JsonObject, field: string, place = ""): Promise<number | undefined> {
    const value = owner[field];
    if (this.isQuery) {
      return value === undefined
        ? undefined
        : queriedNumber(value, await this.query(value, place + field), place + field);
    }
    if (typeof value === "number") return value;
    const path = textField(owner, `${field}Path`);
    if (path === undefined) return undefined;
    return numberAt(field, path, resolvePathField(path, this.pathScope(this.effectiveInput())));
  }
}

export interface Finished {
  readonly output: Json;
  /** Undefined if the state assigns nothing. */
  readonly assigned: JsonObject | undefined;
}
