import type { QueryLanguage } from "./model";

/** A problem of a definition (API reference, ValidateStateMachineDefinitionDiagnostic). */
export interface Diagnostic {
  readonly severity: "ERROR" | "WARNING";
  readonly code: string;
  readonly message: string;
  /** Path of the state or field; absent for a problem of the whole text. */
  readonly location?: string;
}

/** Settings under which a definition is examined. */
export interface Examination {
  readonly diagnostics: Diagnostics;
  readonly language: QueryLanguage;
  readonly isExpress: boolean;
  /** Variables that this scope and the scopes around it assign. */
  readonly outer: ReadonlySet<string>;
}

/** Collects the problems of a definition. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  schema(message: string, location: string): void {
    this.list.push({ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message, location });
  }

  target(message: string, location: string): void {
    this.list.push({ severity: "ERROR", code: "MISSING_TRANSITION_TARGET", message, location });
  }

  /** Reports required fields that are absent. @returns true if all are there */
  require(object: object, fields: readonly string[], location: string): boolean {
    const missing = fields.filter((field) => !Object.hasOwn(object, field));
    if (missing.length === 0) return true;
    this.schema(`These fields are required: [${missing.join(", ")}]`, location);
    return false;
  }
}
