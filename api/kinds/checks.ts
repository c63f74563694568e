import { isList, isMap } from "../shared/forms";
import { quote } from "../shared/quote";
import { kindOf, kinds, type Declaration, type Declarations } from "./index";

/** Returns a sentence for each mistake in the declarations of all resources. */
export function* checkDeclarations(resources: readonly Declarations[]): Generator<string> {
  const declared = new Map<string, Declaration>();
  const logicalNames = new Map<string, string>();
  const variables = new Map<string, string>();
  for (const [name, declaration] of resources.flatMap((each) => Object.entries(each))) {
    if (!isDeclaration(declaration)) {
      yield `${name} is no declaration of a resource: declare it with ${Object.keys(kinds).join("(), ")}()`;
      continue;
    }
    const other = declared.get(name);
    if (other === declaration) continue;
    const { word, variable, check } = kindOf(declaration);
    const { logicalName } = declaration;
    if (other !== undefined) yield `${word} ${name} is declared twice, as ${other.logicalName} and as ${logicalName}`;
    const twin = logicalNames.get(logicalName);
    if (twin !== undefined) yield `${twin} and ${word} ${name} are both named ${logicalName}`;
    const sameVariable = variables.get(variable(name));
    if (sameVariable !== undefined && other === undefined)
      yield `${sameVariable} and ${word} ${name} have the same environment variable, ${variable(name)}; rename one`;
    declared.set(name, declaration);
    logicalNames.set(logicalName, `${word} ${name}`);
    variables.set(variable(name), `${word} ${name}`);
    if (typeof logicalName !== "string" || logicalName === "") {
      yield `${word} ${name}: logicalName is ${quote(logicalName)}, and must be a text of at least one character`;
    }
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
      yield `${word} ${name}: its name must be letters, digits and underscores, because it becomes part of an environment variable's name`;
    }
    yield* check(name, declaration);
  }
}

/** False for any other value, which the compiler rejects. */
export function isDeclaration(value: unknown): value is Declaration {
  return isMap(value) && Object.hasOwn(kinds, String(value["kind"]));
}

/** A route or a consumer, as far as its access is concerned. */
export interface Accessor {
  readonly name: string;
  readonly access: Readonly<Record<string, readonly string[]>>;
  readonly declarations: Declarations;
}

/** Returns a sentence for each mistake in the `access` of a route or a consumer. @param word for messages. */
export function* checkAccess({ name: accessor, access, declarations }: Accessor, word = "route"): Generator<string> {
  if (!isMap(access)) {
    yield `${word} ${accessor}: access is ${quote(access)}, and must be an object of lists of actions`;
    return;
  }
  for (const [name, actions] of Object.entries(access)) {
    if (!isList(actions)) {
      yield `${word} ${accessor}: access to ${name} is ${quote(actions)}, and must be a list of actions`;
      continue;
    }
    const declaration = Object.hasOwn(declarations, name) ? declarations[name]! : undefined;
    if (declaration === undefined) yield `${word} ${accessor}: access names ${name}, which its resource does not list`;
    if (actions.length === 0)
      yield `${word} ${accessor}: access to ${name} lists no action; remove ${name} from access`;
    if (declaration === undefined || !isDeclaration(declaration)) continue;
    const kind = kindOf(declaration);
    for (const action of actions) {
      if (kind.actions.includes(action)) continue;
      const known = kind.actions.join(", ");
      yield `${word} ${accessor}: ${String(action)} is not an action on the ${kind.word} ${name}; the actions are ${known}`;
    }
  }
}
