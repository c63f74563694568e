import type { Fact } from "../engine/facts";

export interface Use {
  readonly calls: number;
  readonly coldStarts: number;
  readonly failures: number;
  /** Of its last call. */
  readonly usedMegabytes: number | undefined;
}

const unused: Use = { calls: 0, coldStarts: 0, failures: 0, usedMegabytes: undefined };

/** Counts the calls of each function since the run began. */
export class FunctionUse {
  private readonly uses = new Map<string, Use>();

  readonly read = (fact: Fact): void => {
    if (fact.kind !== "invocation") return;
    const { calls, coldStarts, failures } = this.of(fact.functionName);
    this.uses.set(fact.functionName, {
      calls: calls + 1,
      coldStarts: coldStarts + Number(fact.cold),
      failures: failures + Number(fact.error !== undefined),
      usedMegabytes: Math.ceil(fact.memory.usedBytes / 1_048_576),
    });
  };

  of(functionName: string): Use {
    return this.uses.get(functionName) ?? unused;
  }
}
