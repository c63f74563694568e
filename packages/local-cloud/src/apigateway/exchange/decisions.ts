import type { Decision } from "../../kernel/facts/facts";

/** Steps of the gateway that can reject a request. The console and the request log show these names. */
export type StageName =
  "route" | "resource policy" | "authorizer" | "API key" | "throttle" | "quota" | "validator" | "cache" | "integration";

/** Decisions about one request, in order. */
export class Decisions {
  readonly made: Decision[] = [];
  private readonly started = performance.now();
  private current: StageName = "route";

  /** Sets the step to which the next decision belongs. */
  enter(stage: StageName): void {
    this.current = stage;
  }

  recordPass(detail: string): void {
    this.add(true, detail);
  }

  recordRefusal(detail: string): void {
    this.add(false, detail);
  }

  private add(passed: boolean, detail: string): void {
    this.made.push({ stage: this.current, passed, millis: performance.now() - this.started, detail });
  }
}
