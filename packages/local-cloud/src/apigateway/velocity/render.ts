import { assign } from "./access";
import { evaluate, follow, holds, resolve, variable, type Argument, type Scope } from "./expressions";
import { isMap, mapEntries } from "./maps";
import { parseTemplate } from "./parseTemplate";
import { VelocityError, type Expression, type Reference, type TemplateNode } from "./syntax";
import { Block, Collection, Loop, print } from "./values";

/**
 * "Number of iterations in a #foreach ... #end loop in mapping templates" (API Gateway quotas for REST APIs). At the
 * limit, rendering continues after the loop, as with Velocity's directive.foreach.maxloops.
 */
const maxIterations = 1000;

/** Maximum recursion of macros and #define blocks (Velocity 1.7's velocimacro.max.depth). */
const maxMacroDepth = 20;
const maxBlockDepth = 2;

/**
 * Renders a template as Apache Velocity 1.7 does.
 *
 * @param context initial variables. Plain objects and arrays are maps and lists that the template can change. Functions
 *   in own properties are methods.
 * @param quiet variables for which a missing value prints nothing, as with `$!`.
 * @throws Error if the template cannot be parsed, or a method throws.
 */
export function renderVelocity(
  template: string,
  context: Readonly<Record<string, unknown>>,
  quiet: ReadonlySet<string> = new Set(),
): string {
  const { nodes, macros } = parseTemplate(template);
  return renderNodes(nodes, {
    variables: new Map(Object.entries(context)),
    macros,
    quiet,
    parameters: new Map(),
    depth: 0,
    run: {},
    render: renderWhole,
  });
}

function renderNodes(nodes: readonly TemplateNode[], scope: Scope): string {
  let text = "";
  for (const node of nodes) {
    if (scope.run.halted !== undefined) break;
    text += renderNode(node, scope);
  }
  return text;
}

/** Renders the body of a loop or macro, a block or a string. A #break inside ends only this part. */
function renderWhole(nodes: readonly TemplateNode[], scope: Scope): string {
  const text = renderNodes(nodes, scope);
  if (scope.run.halted === "break") delete scope.run.halted;
  return text;
}

function renderNode(node: TemplateNode, scope: Scope): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "reference":
      return renderReference(node.reference, scope, node.backslashes);
    case "set":
      set(node.target, evaluate(node.value, scope), scope);
      return "";
    case "if": {
      const chosen = node.branches.find(({ condition }) => !condition || holds(condition, scope));
      return renderNodes(chosen?.body ?? [], scope);
    }
    case "foreach":
      return renderLoop(node, scope);
    case "define":
      setVariable(node.name, blockOf(node.body, scope), scope);
      return "";
    case "call":
      return renderCall(node, scope);
    case "break":
    case "stop":
      scope.run.halted = node.kind;
      return "";
  }
}

/**
 * Renders a reference. Two backslashes before it print one; a remaining one prints the reference as written. If the
 * reference has no value, all backslashes are printed (Velocity user guide, "Escaping Valid VTL References").
 */
function renderReference(reference: Reference, scope: Scope, backslashes = 0): string {
  const value = resolve(reference, scope);
  const text = value instanceof Block ? value.render() : value === undefined ? undefined : print(value);
  if (text !== undefined) return "\\".repeat(backslashes / 2) + (backslashes % 2 === 0 ? text : reference.literal);
  if (backslashes > 0) return "\\".repeat(backslashes) + reference.literal;
  if (reference.quiet || scope.quiet.has(reference.name)) return "";
  const argument = reference.path.length === 0 ? scope.parameters.get(reference.name) : undefined;
  // Parameters are called by name: without a value, the argument's source text is printed.
  return argument?.expression.kind === "reference"
    ? renderReference(argument.expression.reference, argument.scope)
    : reference.literal;
}

/** Runs #set. Null changes nothing, because Velocity 1.7's directive.set.null.allowed is false. */
function set(target: Reference, value: unknown, scope: Scope): void {
  if (value === undefined || value === null) return;
  const last = target.path.at(-1);
  if (last === undefined) return setVariable(target.name, value, scope);
  const owner = follow(variable(target.name, scope), target.path.slice(0, -1), scope);
  if (last.kind === "property") assign(owner, last.name, { value, index: false });
  else if (last.kind === "index") assign(owner, evaluate(last.key, scope), { value, index: true });
}

function setVariable(name: string, value: unknown, { parameters, variables }: Scope): void {
  parameters.delete(name);
  variables.set(name, value);
}

function renderLoop({ variable: name, over, body }: TemplateNode & { kind: "foreach" }, scope: Scope): string {
  const items = itemsOf(evaluate(over, scope));
  const parent = scope.variables.get("foreach");
  const loop = new Loop(items.length, parent instanceof Loop ? parent : undefined);
  const restore = saveVariables([name, "foreach", "velocityCount", "velocityHasNext"], scope);
  let text = "";
  for (const [index, item] of items.slice(0, maxIterations).entries()) {
    loop.index = index;
    setVariable(name, item, scope);
    setVariable("foreach", loop, scope);
    setVariable("velocityCount", index + 1, scope);
    setVariable("velocityHasNext", index + 1 < items.length, scope);
    text += renderNodes(body, scope);
    if (scope.run.halted !== undefined) break;
  }
  if (scope.run.halted === "break") delete scope.run.halted;
  restore();
  return text;
}

/**
 * Returns the items of a loop: list items, or values of a map. Other values have none (Velocity user guide, "Loops").
 */
function itemsOf(value: unknown): readonly unknown[] {
  if (value instanceof Collection) return value.items;
  if (isMap(value)) return mapEntries(value).map(([, item]) => item);
  return Array.isArray(value) ? [...(value as unknown[])] : [];
}

/** Saves variables and parameters. @returns a function that restores them, and removes those that did not exist. */
function saveVariables(names: readonly string[], { variables, parameters }: Scope): () => void {
  const before = names.map((name) => [name, variables.has(name), variables.get(name), parameters.get(name)] as const);
  return () => {
    for (const [name, existed, value, argument] of before) {
      if (existed) variables.set(name, value);
      else variables.delete(name);
      if (argument !== undefined) parameters.set(name, argument);
    }
  };
}

function blockOf(body: readonly TemplateNode[], scope: Scope): Block {
  let depth = 0;
  return new Block(() => {
    if (depth >= maxBlockDepth) return undefined;
    depth++;
    try {
      return renderWhole(body, scope);
    } finally {
      depth--;
    }
  });
}

/** Renders a macro call. An unknown name is text. #parse and #include fail, because API Gateway has no files. */
function renderCall({ name, args, literal }: TemplateNode & { kind: "call" }, scope: Scope): string {
  const macro = scope.macros.get(name);
  if (macro === undefined) {
    if (name === "parse" || name === "include")
      throw new VelocityError(`#${name} is not supported: API Gateway has no files`);
    return literal;
  }
  if (scope.depth >= maxMacroDepth) throw new VelocityError(`#${name} calls itself more than ${maxMacroDepth} times`);
  const named = macro.parameters.slice(0, args.length);
  const parameters = new Map(named.map((parameter, at) => [parameter, argumentOf(args[at]!, scope)]));
  return renderWhole(macro.body, { ...scope, parameters, depth: scope.depth + 1 });
}

function argumentOf(expression: Expression, scope: Scope): Argument {
  return { expression, scope };
}
