import type { Principal } from "../../kernel/identity";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";

/** Caller of a task, and what its answer needs. */
export interface TaskContext {
  readonly registry: ServiceRegistry;
  readonly principal: Principal;
  readonly region: string;
  readonly traceHeader: string | undefined;
  /** ARNs of the execution that runs the task, and of its machine. */
  readonly executionArn: string;
  readonly machineArn: string;
  now(): number;
  uuid(): string;
}
