import { commandToken } from "./commandToken";
import { redraw } from "./store";

/** What was asked of the server, by path: a value, or why there is none. */
interface Asked {
  value?: unknown;
  problem?: string;
  at: number;
  pending: boolean;
}

const answers = new Map<string, Asked>();

/** How many answers are kept. */
const most = 50;

export type Answer<T> = { readonly value: T } | { readonly problem: string } | undefined;

/**
 * The answer to `GET /_local/PATH`, asked for when a view shows it first, and again once it is old; undefined while it is
 * on its way.
 *
 * @param freshMillis how long it is good for; for ever without it.
 */
export function asked<T>(path: string, freshMillis = Infinity): Answer<T> {
  const known = answers.get(path);
  if (known === undefined || (!known.pending && performance.now() - known.at > freshMillis)) void ask(path);
  const { value, problem } = answers.get(path) ?? {};
  if (problem !== undefined) return { problem };
  return value === undefined ? undefined : { value: value as T };
}

/** Forgets an answer, so that it is asked for again. */
export function forget(path: string): void {
  answers.delete(path);
}

/** Drops all answers: another run counts its requests from 1 again. */
export function forgetAll(): void {
  answers.clear();
}

async function ask(path: string): Promise<void> {
  const entry: Asked = answers.get(path) ?? { at: 0, pending: true };
  entry.pending = true;
  answers.delete(path);
  answers.set(path, entry);
  if (answers.size > most) answers.delete(answers.keys().next().value!);
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

/** @throws Error with the server's sentence. */
export async function get<T>(path: string): Promise<T> {
  const response = await fetch(`/_local/${path}`);
  if (!response.ok) throw new Error((await response.text()).trim());
  return (await response.json()) as T;
}

/** Sends a command to the run, and returns its answer. @throws Error with the server's sentence. */
export async function command<T>(name: string, body: object): Promise<T> {
  const response = await fetch(`/_local/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Console-Token": await commandToken() },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error((await response.text()).trim());
  return (await response.json()) as T;
}
