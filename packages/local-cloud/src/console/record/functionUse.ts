import type { CallError, Fact } from "../../kernel/facts/facts";
import { truncateText } from "./truncate";
import type { FunctionUse } from "../wire";

/** Maximum length of a failure in characters; every state change is sent to every page. */
const maxFailure = 2_000;

const noUse: FunctionUse = { calls: 0, coldStarts: 0, failures: 0, usedMegabytes: undefined, lastFailure: undefined };

/** Counts the calls of each function since the start of the run. */
export class FunctionUses {
  private readonly uses = new Map<string, FunctionUse>();

  readonly read = (fact: Fact): void => {
    if (fact.kind !== "invocation") return;
    const { calls, coldStarts, failures, lastFailure } = this.of(fact.functionName);
    this.uses.set(fact.functionName, {
      calls: calls + 1,
      coldStarts: coldStarts + Number(fact.cold),
      failures: failures + Number(fact.error !== undefined),
      usedMegabytes: Math.ceil(fact.memory.usedBytes / 1_048_576),
      lastFailure: fact.error === undefined ? lastFailure : failureOf(fact.error),
    });
  };

  of(functionName: string): FunctionUse {
    return this.uses.get(functionName) ?? noUse;
  }
}

function failureOf({ type, message, duringInit }: CallError): string {
  return truncateText(`${duringInit ? "at init: " : ""}${type}: ${message}`, maxFailure);
}
