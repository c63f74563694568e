import type { Decision } from "../../kernel/facts";

/** The stages of the gateway that decide about a request, as people call them. */
export type StageName =
  "route" | "resource policy" | "authorizer" | "API key" | "throttle" | "quota" | "validator" | "cache" | "integration";

/** What the stages decide of one request, in their order. */
export class Decisions {
  readonly made: Decision[] = [];
  private readonly started = performance.now();
  private current: StageName = "route";

  /** Says which stage has the request now: a refusal that follows is its own. */
  enter(stage: StageName): void {
    this.current = stage;
  }

  passed(detail: string): void {
    this.add(true, detail);
  }

  refused(detail: string): void {
    this.add(false, detail);
  }

  private add(passed: boolean, detail: string): void {
    this.made.push({ stage: this.current, passed, millis: performance.now() - this.started, detail });
  }
}
