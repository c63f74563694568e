import { isCollection, isMap, isScalar, parseDocument, visit, type Document } from "yaml";

/**
 * Maximum number of aliases in a document. `yaml` compares each alias with every anchor, which takes quadratic time.
 */
const mostAliases = 1_000;

/**
 * Parses YAML in linear time.
 *
 * @throws SyntaxError for invalid YAML, a repeated key, an alias inside its own anchor, or too many aliases.
 */
export function parseYaml(text: string): unknown {
  // The library compares each key of a map with every other one.
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw new SyntaxError(error.message);
  checkNodes(document);
  return document.toJS();
}

function checkNodes(document: Document): void {
  let aliases = 0;
  visit(document, {
    Alias: (_, { source }, parents) => {
      aliases += 1;
      if (aliases > mostAliases) throw new SyntaxError(`more than ${mostAliases} aliases`);
      if (parents.some((parent) => isCollection(parent) && parent.anchor === source)) {
        throw new SyntaxError(`alias ${source} is in its own anchor`);
      }
    },
    Map: (_, { items }) => {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        const value = isScalar(key) ? key.value : key;
        if (keys.has(value)) throw new SyntaxError(`key ${isMap(value) ? "{…}" : String(value)} is repeated`);
        keys.add(value);
      }
    },
  });
}
