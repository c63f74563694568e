import AjvDraft04 from "ajv-draft-04";
import type { ValidateFunction } from "ajv";
import { testWithin } from "../../kernel/boundedRegExp";
import { GatewayError } from "../exchange/errors";
import { own, queryParameters, requestHeader, type Exchange } from "../exchange/exchange";
import type { Api } from "../declared/model";

/**
 * Checks that required parameters are there; blank counts as missing.
 *
 * @throws GatewayError BAD_REQUEST_PARAMETERS that lists headers, then paths, then query strings, each sorted
 *   (recorded: request-validators/all-missing).
 */
export function validateParameters({ match, request, query, decisions }: Exchange): void {
  const { method, pathParameters } = match!;
  if (method.validator?.parameters !== true) return;
  decisions.enter("validator");
  const headers = new Map(request.headers);
  const queryValues = new Map(queryParameters(query));
  const present: Readonly<Record<string, (name: string) => string | undefined>> = {
    header: (name) => headers.get(name),
    path: (name) => own(pathParameters, name),
    querystring: (name) => queryValues.get(name),
  };
  const missing = Object.entries(present).flatMap(([location, valueOf]) =>
    Object.entries(method.requestParameters)
      .filter(([, required]) => required)
      .map(([parameter]) => parameter.split(`method.request.${location}.`)[1])
      .filter((name): name is string => name !== undefined && (valueOf(name) ?? "").trim() === "")
      .sort(),
  );
  if (missing.length > 0) {
    const message = `Missing required request parameters: [${missing.join(", ")}]`;
    throw new GatewayError("BAD_REQUEST_PARAMETERS", message, { reason: `missing ${missing.join(", ")}` });
  }
  decisions.passed("no required parameter is missing");
}

/** Validators by model; schemas are compiled once per document. */
const compiled = new WeakMap<Api, Map<string, ValidateFunction>>();

/** Checks the body against the model of its content type; without one it passes. @throws GatewayError BAD_REQUEST_BODY */
export function validateBody({ api, match, request, decisions }: Exchange): void {
  const { method } = match!;
  if (method.validator?.body !== true) return;
  decisions.enter("validator");
  const contentType = requestHeader(request, "Content-Type")?.split(";")[0]?.trim() ?? "application/json";
  const model = own(method.requestModels, contentType) ?? own(method.requestModels, "$default");
  if (model === undefined) return;
  const text = request.body.toString();
  if (!matches(api, model, text === "" ? "{}" : text))
    throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body", { reason: "the body is not as its model" });
  decisions.passed(`the body is as ${model} says`);
}

function matches(api: Api, model: string, text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  return validatorOf(api, model)(value);
}

/** Patterns of models meet the bodies of clients: one that takes too long does not match. */
const patternOf = Object.assign(
  (pattern: string, flags: string) => {
    const expression = new RegExp(pattern, flags);
    const test = (text: string) => {
      try {
        return testWithin(expression, text);
      } catch {
        return false;
      }
    };
    return { test };
  },
  // Ajv writes it into validators that are stored as text, and none is here.
  { code: "new RegExp" },
);

function validatorOf(api: Api, model: string): ValidateFunction {
  const validators = compiled.get(api) ?? new Map<string, ValidateFunction>();
  compiled.set(api, validators);
  let validate = validators.get(model);
  if (validate === undefined) {
    const ajv = new AjvDraft04({ strict: false, validateFormats: false, code: { regExp: patternOf } });
    // Models refer to each other by their place in the document.
    const document = { components: { schemas: api.models } };
    validate = ajv.addSchema(document, "document").compile({ $ref: `document#/components/schemas/${model}` });
    validators.set(model, validate);
  }
  return validate;
}
