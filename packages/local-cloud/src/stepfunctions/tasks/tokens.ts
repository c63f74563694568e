import { StateError } from "../interpreter/stateError";
import type { Json } from "../language/json";

interface OpenTask {
  readonly resolve: (output: Json) => void;
  readonly reject: (error: StateError) => void;
  readonly result: Promise<Json>;
  onHeartbeat: () => void;
}

/** Tasks that another party ends with their token. */
export class Tokens {
  private readonly open = new Map<string, OpenTask>();

  /** @param token known to the party before the task's first step */
  add(token: string): void {
    if (this.open.has(token)) return;
    let resolve!: OpenTask["resolve"];
    let reject!: OpenTask["reject"];
    const result = new Promise<Json>((onSuccess, onFailure) => {
      resolve = onSuccess;
      reject = onFailure;
    });
    // A task that fails before it is awaited is no unhandled rejection.
    result.catch(() => undefined);
    this.open.set(token, { resolve, reject, result, onHeartbeat: () => undefined });
  }

  ended(token: string, onHeartbeat: () => void): Promise<Json> {
    const task = this.open.get(token)!;
    task.onHeartbeat = onHeartbeat;
    return task.result;
  }

  remove(token: string): void {
    this.open.delete(token);
  }

  has(token: string): boolean {
    return this.open.has(token);
  }

  succeed(token: string, output: Json): void {
    this.open.get(token)?.resolve(output);
  }

  fail(token: string, error: string | undefined, cause: string | undefined): void {
    this.open.get(token)?.reject(new StateError(error, cause));
  }

  heartbeat(token: string): void {
    this.open.get(token)?.onHeartbeat();
  }
}
