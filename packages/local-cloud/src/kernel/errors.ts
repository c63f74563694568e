/** A mistake of the person at the terminal: shown as its one sentence, without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** How AWS's API answers a request that it refuses. */
export interface RefusalAnswer {
  readonly statusCode: number;
  /** `InvalidParameterValueException`, `ResourceConflictException`, … */
  readonly code: string;
  readonly message: string;
}

/** A declaration that AWS would refuse, with its answer. */
export class Refusal extends UserError {
  override readonly name = "Refusal";

  /** @param resource what is refused, `function getItem`. */
  constructor(
    resource: string,
    readonly answer: RefusalAnswer,
  ) {
    super(`${resource}: ${answer.code}: ${answer.message.trim()}`);
  }
}
