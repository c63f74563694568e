import { isObject, type Json, type JsonObject } from "../language/json";
import type { Diagnostics } from "./diagnostics";
import type { StatesBlock } from "./model";

/** A transition and the location of the field that contains it. */
interface Transition {
  readonly target: string;
  readonly location: string;
}

const ending = ["Succeed", "Fail"];

/** Checks that all targets exist, that an end can be reached, and that all states can be reached. */
export function checkGraph({ StartAt, States }: StatesBlock, location: string, diagnostics: Diagnostics): void {
  const exists = (target: string) => Object.hasOwn(States, target);
  if (!exists(StartAt)) diagnostics.target(`Missing 'Next' target: ${StartAt}`, `${location}/StartAt`);
  for (const [name, state] of Object.entries(States)) {
    for (const { target, location: at } of transitionsOf(state, `${location}/States/${name}`)) {
      if (!exists(target)) diagnostics.target(`Missing 'Next' target: ${target}`, at);
    }
  }
  const hasEnd = Object.values(States).some((state) => ending.includes(state.Type) || state["End"] === true);
  if (!hasEnd) {
    const message = "Workflow has no terminal state";
    diagnostics.list.push({ severity: "ERROR", code: "MISSING_END_STATE", message });
    return;
  }
  const reached = reachable(StartAt, States);
  for (const name of Object.keys(States)) {
    if (!reached.has(name)) diagnostics.target(`State "${name}" is not reachable.`, `${location}/States/${name}`);
  }
}

function reachable(start: string, states: StatesBlock["States"]): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [start];
  while (open.length > 0) {
    const name = open.pop()!;
    if (reached.has(name) || !Object.hasOwn(states, name)) continue;
    reached.add(name);
    open.push(...transitionsOf(states[name]!, "").map(({ target }) => target));
  }
  return reached;
}

function transitionsOf(state: JsonObject, location: string): Transition[] {
  if (!isObject(state)) return [];
  const own = (["Next", "Default"] as const).map((field) => ({
    target: state[field],
    location: `${location}/${field}`,
  }));
  const listed = (["Choices", "Catch"] as const).flatMap((field) =>
    (Array.isArray(state[field]) ? (state[field] as Json[]) : []).map((each, index) => ({
      target: isObject(each) ? each["Next"] : undefined,
      location: `${location}/${field}[${String(index)}]/Next`,
    })),
  );
  return [...own, ...listed].filter((each): each is Transition => typeof each.target === "string");
}
