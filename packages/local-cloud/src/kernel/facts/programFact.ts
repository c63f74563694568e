/** A reload of the program, or a type check. */
export interface ProgramFact {
  readonly kind: "program";
  readonly what: "reload" | "types";
  /** Undefined if it succeeded. */
  readonly problem: string | undefined;
}
