import { commandHeaders } from "@onemachine/local-cloud";
import { startCloud, type Cloud, type StartOptions } from "@onemachine/local-cloud/testing";
import { ofKind } from "../../api/kinds";
import { declarations, routes } from "../../api/routes";
import { checkOf } from "../../api/settings/identity";
import { configOf, root } from "./ownerStack";
import { settingsSchema } from "../../api/settings/schema";
import { shippedStack } from "./shipped";

/** Values of the program's secrets, which the stack creates without a value. */
export const localSecrets: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(ofKind(declarations, "secret")).map((name) => [name, `${name}-0123456789abcdef`]),
);

/** Returns options that start the program with the shipped settings of a stack, changes, and a value of each secret. */
export function startOptions(
  stack: "dev" | "prod",
  config: Readonly<Record<string, unknown>> = {},
): StartOptions & Required<Pick<StartOptions, "program">> {
  const { configFile, secrets } = shippedStack(stack);
  const values = Object.fromEntries(secrets.map((each) => each.split(/=([^]*)/).slice(0, 2) as [string, string]));
  return { program: root, stack, configFile, config, secrets: { ...values, ...localSecrets } };
}

/**
 * Starts the program with the shipped settings of dev, so that no throttle, quota or origin of the owner's stack limits
 * the tests, and with the local run's own routes. Callers need a token if they do in the owner's stack.
 */
export function startProgram(config: Readonly<Record<string, unknown>> = {}): Promise<Cloud> {
  const options = startOptions("dev", { ...ownerIdentity(), ...config });
  return startCloud({ ...options, clock: "running", console: true });
}

/** Returns the owner's setting `identity`, with a user pool of the run instead of one that exists elsewhere. */
function ownerIdentity(): { readonly identity?: object } {
  const setting = Object.entries(configOf(root, "dev")).find(([key]) => /(?:^|:)identity$/.test(key));
  const { identity } = settingsSchema.pick({ identity: true }).parse({ identity: setting?.[1] });
  if (identity === undefined) return {};
  const { by, routes: checks } = identity;
  const needsTokens = routes.some(({ name }) => checkOf(identity, name) !== "key");
  return { identity: { by, routes: checks, callbackUrls: needsTokens ? ["https://app.example.com"] : [] } };
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
