import { commandToken } from "./commandToken";
import { redraw } from "./store";

/** A response of the server by path, or an error message. */
interface Asked {
  value?: unknown;
  problem?: string;
  at: number;
  pending: boolean;
}

const answers = new Map<string, Asked>();

/** Maximum number of stored responses. */
const maxAnswers = 50;

export type Answer<T> = { readonly value: T } | { readonly problem: string } | undefined;

/**
 * Returns the response to `GET /_local/PATH`; undefined while it is loading. The first use of a path sends the request.
 *
 * @param freshMillis time after which it is requested again; never by default.
 */
export function cachedAnswer<T>(path: string, freshMillis = Infinity): Answer<T> {
  const known = answers.get(path);
  if (known === undefined || (!known.pending && performance.now() - known.at > freshMillis)) void ask(path);
  const { value, problem } = answers.get(path) ?? {};
  if (problem !== undefined) return { problem };
  return value === undefined ? undefined : { value: value as T };
}

/** Drops a response, so that it is requested again. */
export function dropAnswer(path: string): void {
  answers.delete(path);
}

/** Requests an answer again if it is stored. The page shows the previous one meanwhile. */
export function refreshAnswer(path: string): void {
  if (answers.has(path)) void ask(path);
}

/** Drops all responses. Another run numbers its requests from 1 again. */
export function dropAllAnswers(): void {
  answers.clear();
}

async function ask(path: string): Promise<void> {
  const entry: Asked = answers.get(path) ?? { at: 0, pending: true };
  entry.pending = true;
  answers.delete(path);
  answers.set(path, entry);
  if (answers.size > maxAnswers) answers.delete(answers.keys().next().value!);
  try {
    entry.value = await get(path);
    delete entry.problem;
  } catch (error) {
    entry.problem = (error as Error).message;
  }
  entry.pending = false;
  entry.at = performance.now();
  redraw();
}

/** @throws Error with the server's message. */
export async function get<T>(path: string): Promise<T> {
  const response = await fetch(`/_local/${path}`);
  if (!response.ok) throw new Error((await response.text()).trim());
  return (await response.json()) as T;
}

/** Sends a command to the run and returns the result. @throws Error with the server's message. */
export async function command<T>(name: string, body: object): Promise<T> {
  const response = await fetch(`/_local/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Console-Token": await commandToken() },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error((await response.text()).trim());
  return (await response.json()) as T;
}
