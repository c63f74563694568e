import { ServiceError } from "../../kernel/protocols/jsonService";
import type { StackLocation } from "../../kernel/identity";
import { maxDataBytes } from "../interpreter/limits";
import { jsonFault } from "../language/jsonFault";
import { executionArn } from "../names";
import type { Execution } from "./execution";
import { newName, type Executions } from "./executions";
import type { RunnableMachine } from "./machines";

export interface StartRequest {
  readonly machine: RunnableMachine;
  readonly name: string | undefined;
  /** JSON text; defaults to an empty object. */
  readonly input: string | undefined;
  readonly traceHeader: string | undefined;
  readonly isSync?: true;
}

/** Starts executions for operations and for other services. */
export class Starter {
  constructor(
    private readonly executions: Executions,
    private readonly location: StackLocation,
  ) {}

  /** @throws ServiceError as StartExecution does */
  start({ machine: found, name = newName(), input = "{}", traceHeader, isSync }: StartRequest): Execution {
    const { machine, definition, roleArn, qualifiedArn, versionArn, revisionId } = found;
    checkInput(input);
    const isExpress = machine.type === "EXPRESS";
    const id = isExpress ? `${name}:${newName()}` : name;
    const kind = isExpress ? "express" : "execution";
    const arn = executionArn(this.location, { machine: machine.name, name: id, kind });
    const known = this.executions.find(arn);
    if (known !== undefined) return this.same(known, input);
    const { arn: ofMachine, type } = machine;
    const runs = { arn: ofMachine, name: machine.name, type, definition, roleArn };
    return this.executions.start({
      ...{ machine: runs, arn, name, input, traceHeader, qualifiedArn, versionArn, revisionId },
      isSync,
    });
  }

  /** A repeated start of a running execution with the same input succeeds (API reference, StartExecution). */
  private same(known: Execution, input: string): Execution {
    const { status, arn } = known.record;
    if (status === "RUNNING" && known.record.input === input) return known;
    throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
  }
}

/** @throws ServiceError */
function checkInput(input: string): void {
  if (Buffer.byteLength(input) > maxDataBytes) {
    const rule = `Member must have length less than or equal to ${String(maxDataBytes)}`;
    const message = `1 validation error detected: Value at 'input' failed to satisfy constraint: ${rule}`;
    throw new ServiceError("ValidationException", message);
  }
  const reason = faultOf(input);
  if (reason === undefined) return;
  throw new ServiceError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${reason}'`);
}

function faultOf(input: string): string | undefined {
  return input.trim() === "" ? "Invalid execution input." : jsonFault(input)?.message;
}
