import type { Principal } from "../../kernel/identity";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";

/** Caller of a task, and what its answer needs. */
export interface TaskContext {
  readonly registry: ServiceRegistry;
  readonly principal: Principal;
  readonly region: string;
  readonly traceHeader: string | undefined;
  /** ARN of the execution that runs the task. */
  readonly executionArn: string;
  now(): number;
  uuid(): string;
}
