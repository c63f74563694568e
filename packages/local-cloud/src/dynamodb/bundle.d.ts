/** What the local cloud uses of the package `dynamodb`, which its build bundles. */

export interface Storage {
  close(): void;
}

export interface EngineOptions {
  readonly region?: string;
  readonly account?: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly uuid?: () => string;
  readonly streamLabel?: (now: number) => string;
  readonly storage?: Storage;
  readonly expiryMillis?: number;
}

export class Engine {
  constructor(options?: EngineOptions);
  /** @throws DynamoDbError, StorageError */
  call(operation: string, request: unknown): Record<string, unknown>;
  expire(): void;
  close(): void;
}

export class DynamoDbError extends Error {
  readonly code: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export class StorageError extends Error {}

/** @throws StorageError */
export function openFolder(folder: string): Storage;

export const operations: ReadonlyMap<string, { readonly shape: object }>;
export const notEmulated: ReadonlySet<string>;

export interface StatementTarget {
  readonly action: string;
  readonly table: string;
  readonly index?: string;
}

export function statementTarget(text: unknown, parameters: unknown): StatementTarget | undefined;

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

export function serve(options: {
  readonly engine: Engine;
  readonly host: string;
  readonly port: number;
  readonly allowedOrigins: readonly string[];
  readonly report: (text: string) => void;
}): Promise<RunningServer>;
