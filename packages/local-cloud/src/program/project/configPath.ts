import { UserError } from "../../kernel/errors";

/** `KEY=VALUE` of `--config`, or of `--secret` as an object. */
export type Override = string | { readonly secret: string };

/**
 * Applies one `KEY=VALUE` to a configuration. The namespace of the key is a project or, for an output of another stack,
 * the name of that stack (`acme/network/dev:vpcId`). The key may be a path, such as
 * `items-api:stageThrottle.rateLimit` or `usagePlans[0].quota.limit`. As with `pulumi config set --path`, numbers and
 * booleans at a path keep their type.
 *
 * @returns the key of the value that was changed.
 * @throws UserError for an invalid override.
 */
export function setConfigPath(config: Record<string, string>, project: string, given: Override): string {
  const [option, override] = typeof given === "string" ? ["--config", given] : ["--secret", given.secret];
  const said = `${option} ${override}`;
  const [, name = "", value = ""] = /^([^=]+)=([^]*)$/.exec(override) ?? [];
  const key = name.includes(":") ? name : `${project}:${name}`;
  const [, root = "", path = ""] = /^([\w./-]+:[\w-]+)((?:\.[\w-]+|\[\d+\])*)$/.exec(key) ?? [];
  if (root === "") throw new UserError(`${said}: it must be KEY=VALUE, such as ${project}:timeout=5`);
  if (path === "") {
    config[root] = value;
    return root;
  }
  checkPath(said, path);
  const steps = [...path.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(([, step, index]) => step ?? Number(index));
  const tree = parseTree(config[root], typeof steps[0] === "number");
  setIn(tree, steps, { value: parseValue(value), said });
  config[root] = JSON.stringify(tree);
  return root;
}

/** Maximum depth of a path: more than any setting needs, and safe for recursive code. */
const maxSteps = 32;

function checkPath(said: string, path: string): void {
  const names = path.split(/[.[\]]+/).filter((name) => name !== "");
  const odd = names.find((name) => ["__proto__", "constructor", "prototype"].includes(name));
  if (odd !== undefined) throw new UserError(`${said}: ${odd} is not a valid name of a setting`);
  if (names.length > maxSteps) {
    throw new UserError(`${said.slice(0, 69)}…: a path may have ${maxSteps} steps, and this one has ${names.length}`);
  }
}

function parseTree(text: string | undefined, list: boolean): unknown {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Not an object yet; the path creates one.
  }
  return list ? [] : {};
}

function setIn(
  tree: unknown,
  steps: readonly (string | number)[],
  { value, said }: { readonly value: unknown; readonly said: string },
): void {
  const [step, ...rest] = steps;
  if (Array.isArray(tree) !== (typeof step === "number")) {
    const shown = typeof step === "number" ? `[${step}]` : `.${step}`;
    const kind = Array.isArray(tree) ? "a list" : "an object";
    throw new UserError(`${said}: ${shown} does not match the existing value, which is ${kind}`);
  }
  if (Array.isArray(tree) && Number(step) > tree.length) {
    throw new UserError(`${said}: [${step}] is beyond the list, which has ${tree.length} entries`);
  }
  const node = tree as Record<string | number, unknown>;
  if (rest.length === 0) node[step!] = value;
  else {
    node[step!] ??= typeof rest[0] === "number" ? [] : {};
    setIn(node[step!], rest, { value, said });
  }
}

function parseValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^-?(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
