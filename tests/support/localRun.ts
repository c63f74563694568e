import { commandHeaders } from "@onemachine/local-cloud";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { ofKind } from "../../api/kinds";
import { declarations } from "../../api/routes";
import { root } from "./program";

/** Values of the program's secrets, which the stack creates without a value. */
export const localSecrets: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(ofKind(declarations, "secret")).map((name) => [name, `${name}-0123456789abcdef`]),
);

/** Starts the dev stack of the program, with a value of each secret, and with the local run's own routes. */
export function startProgram(config: Readonly<Record<string, unknown>> = {}): Promise<Cloud> {
  return startCloud({ program: root, config, secrets: localSecrets, clock: "running", console: true });
}

/** Returns the document of a local run, with the scopes of its routes. */
export async function servedDocument(cloud: Cloud): Promise<any> {
  return (await fetch(`${new URL(cloud.url).origin}/_local/openapi.json`)).json();
}

/** Returns the scopes of each operation that requires a token, keyed by the operation's id. */
export async function scopesOf(cloud: Cloud): Promise<Record<string, readonly string[]>> {
  const { paths } = (await servedDocument(cloud)) as { paths: Record<string, Record<string, any>> };
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  return Object.fromEntries(
    operations.flatMap((operation) => {
      const scopes = operation["x-scopes"] as readonly string[] | undefined;
      return scopes === undefined ? [] : [[String(operation.operationId), scopes] as const];
    }),
  );
}

/** Claims of a token that `POST /_local/tokens` signs. */
export interface TokenOrder {
  readonly scopes?: readonly string[];
  readonly expiresSeconds?: number;
  readonly audience?: string;
}

/** Returns a token of a local run, with every scope unless the order names some; undefined if no route requires one. */
export async function tokenOf(cloud: Cloud, order: TokenOrder = {}): Promise<string | undefined> {
  const scopes = [...new Set(Object.values(await scopesOf(cloud)).flat())];
  if (scopes.length === 0) return undefined;
  const { origin } = new URL(cloud.url);
  const response = await fetch(`${origin}/_local/tokens`, {
    method: "POST",
    headers: await commandHeaders(origin),
    body: JSON.stringify({ scopes, ...order }),
  });
  return ((await response.json()) as { token: string }).token;
}
