declare module "dynalite/db" {
  interface ConditionError extends Error {
    body?: Record<string, unknown>;
  }
  /** Of abstract-level. */
  interface Iterator {
    close(): Promise<void>;
    return?(): Promise<void>;
  }
  export interface Store {
    readonly db: Record<"keys" | "values", (range: unknown) => Iterator> & { open(): Promise<void> };
    readonly lifecycleManager: { gracefulClose(): Promise<void> };
  }
  interface Options {
    /** LevelDB folder; in memory without one. */
    readonly path?: string;
    /** Milliseconds a table stays in CREATING. */
    readonly createTableMs: number;
    readonly deleteTableMs: number;
    readonly updateTableMs: number;
  }
  const db: {
    create(options: Options): Store;
    checkConditional(data: unknown, existingItem: unknown): ConditionError | null | undefined;
  };
  export default db;
}

declare module "dynalite/validations" {
  const validations: {
    toLowerFirst(text: string): string;
    checkTypes(data: unknown, types: unknown): object;
    checkValidations(data: object, types: unknown, custom: unknown, store: unknown): void;
  };
  export default validations;
}

declare module "dynalite" {
  import type { Server } from "node:http";
  export default function dynalite(options?: { readonly createTableMs: number }): Server;
}
