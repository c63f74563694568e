/** A mistake of the person at the terminal: shown as its one sentence, without a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
}
