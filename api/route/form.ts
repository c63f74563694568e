import { isList, isMap } from "../shared/forms";
import { archiveBudget, callback, checkRules, mapOf, optional, text, type Rule, type Rules } from "../shared/rules";
import type { Route } from "./resource";

/** API Gateway's methods that a route may have. */
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const isText = text.isMet;

const parameters: Rule = mapOf("parameters with a schema", (value) => isMap(value) && isMap(value["schema"]));

/** Keys of a route and the forms of their values. Ranges and names are checked when all forms are met. */
const rules: Rules = {
  name: text,
  method: {
    isMet: (value) => methods.includes(value as string),
    rule: methods.join(", ").replace(/, (\w+)$/, " or $1"),
  },
  path: text,
  summary: text,
  params: parameters,
  query: parameters,
  headers: parameters,
  body: optional({ isMet: isMap, rule: "a JSON Schema of an object, or what rawBody() returns" }),
  responses: mapOf("responses with a description", (value) => isMap(value) && isText(value["description"])),
  errors: mapOf("errors with status and message", (value) => isMap(value) && isText(value["message"])),
  scopes: optional({ isMet: (value) => isList(value) && value.every(isText), rule: "a list of texts" }),
  group: optional(text),
  withoutKey: optional(text),
  archiveBudget: optional(archiveBudget),
  callbackFactory: callback,
};

/** Returns a sentence for each value of a route that has another form than its type. */
export function checkForm(route: Route): Iterable<string> {
  const others = ["access", "values"];
  return checkRules(`route ${String(route.name)}`, route, { rules, others, derived: ["declarations", "origin"] });
}
