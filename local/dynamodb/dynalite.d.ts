declare module "dynalite" {
  import type { Server } from "node:http";
  interface Options {
    /** LevelDB folder; in memory without one. */
    path?: string;
    /** Milliseconds a table stays in CREATING. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}

declare module "dynalite/db" {
  interface ConditionError extends Error {
    body?: Record<string, unknown>;
  }
  /** Of abstract-level. */
  interface Iterator {
    close(): Promise<void>;
    return?(): Promise<void>;
  }
  interface Store {
    db: Record<"keys" | "values", (range: unknown) => Iterator>;
  }
  const db: {
    create(options: unknown): Store;
    checkConditional(data: unknown, existingItem: unknown): ConditionError | null | undefined;
  };
  export default db;
}
