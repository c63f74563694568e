import type { StateDefinition } from "../definition/model";
import type { Frame } from "../interpreter/frame";
import { StateScope, type Finished } from "../interpreter/stateScope";
import type { Json, JsonObject } from "../language/json";

/** Values of a tested state (API reference, InspectionData), before they become JSON text. */
export type Inspection = Record<string, Json>;

/** Parts of a tested state. */
export interface TestedParts {
  readonly name: string;
  readonly state: StateDefinition;
  /** Context object of the request, which replaces the own one; undefined if the request has none. */
  readonly context: JsonObject | undefined;
  readonly inspection: Inspection;
}

/** A scope that keeps the values between the steps of a state's data flow. */
export class InspectedScope extends StateScope {
  constructor(
    frame: Frame,
    private readonly parts: TestedParts,
    private readonly added: JsonObject = {},
  ) {
    super(frame, parts, added);
  }

  get inspection(): Inspection {
    return this.parts.inspection;
  }

  override get context(): JsonObject {
    const { context } = this.parts;
    if (context === undefined) return super.context;
    // The token of a given context replaces the own one.
    const { Task: own, ...added } = this.added;
    return { ...(own === undefined ? {} : { Task: own }), ...context, ...added };
  }

  override withContext(more: JsonObject): StateScope {
    return new InspectedScope(this.frame, this.parts, { ...this.added, ...more });
  }

  override effectiveInput(): Json {
    const input = super.effectiveInput();
    if (!this.isQuery) this.inspection["afterInputPath"] = input;
    return input;
  }

  override async arguments(): Promise<Json> {
    const given = await super.arguments();
    this.inspection[this.isQuery ? "afterArguments" : "afterParameters"] = given;
    return given;
  }

  override async finish(result: Json, more?: JsonObject): Promise<Finished> {
    if (this.state.Type === "Task") this.inspection["result"] = result;
    return super.finish(result, more);
  }

  override selected(result: Json): Json {
    const selected = super.selected(result);
    this.inspection["afterResultSelector"] = selected;
    return selected;
  }

  /** AWS shows no input of a Pass state with a Result (LocalStack's snapshots `test_base_inspection_level_debug`). */
  private inspectPass(result: Json): void {
    const isFixed = this.state["Result"] !== undefined;
    this.inspection["afterResultSelector"] = result;
    this.inspection[isFixed ? "result" : "afterParameters"] = result;
    if (isFixed) delete this.inspection["afterInputPath"];
  }

  override placed(result: Json, owner?: JsonObject): Json {
    const placed = super.placed(result, owner);
    if (owner !== undefined) return placed;
    if (this.state.Type === "Pass") this.inspectPass(result);
    this.inspection["afterResultPath"] = placed;
    return placed;
  }
}
