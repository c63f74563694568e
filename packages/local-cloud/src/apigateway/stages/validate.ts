import AjvDraft04 from "ajv-draft-04";
import type { ValidateFunction } from "ajv";
import { testWithin } from "../../kernel/bounds/boundedRegExp";
import { GatewayError } from "../exchange/errors";
import { own, queryParameters, requestHeader, type Exchange } from "../exchange/exchange";
import type { Api } from "../declared/model";

/**
 * Checks that required parameters are present. A blank value counts as missing.
 *
 * @throws GatewayError BAD_REQUEST_PARAMETERS. Its message lists headers, then path parameters, then query strings, each
 *   group sorted (recorded: request-validators/all-missing).
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
  decisions.recordPass("all required parameters are present");
}

/** Compiled validators, keyed by model name. They are released together with their API. */
const validatorsByApi = new WeakMap<Api, Map<string, ValidateFunction>>();

/** Checks the body against the model of its content type, if there is one. @throws GatewayError BAD_REQUEST_BODY */
export function validateBody({ api, match, request, decisions }: Exchange): void {
  const { method } = match!;
  if (method.validator?.body !== true) return;
  decisions.enter("validator");
  const contentType = requestHeader(request, "Content-Type")?.split(";")[0]?.trim() ?? "application/json";
  const model = own(method.requestModels, contentType) ?? own(method.requestModels, "$default");
  if (model === undefined) return;
  const text = request.body.toString();
  if (!matches(api, model, text === "" ? "{}" : text))
    throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body", {
      reason: `the body does not match the model ${model}`,
    });
  decisions.recordPass(`the body matches the model ${model}`);
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

/** Matches patterns of models against clients' text within a time limit. A pattern that takes longer does not match. */
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
  // Ajv's interface requires the code of the engine for standalone validators, which this project does not generate.
  { code: "new RegExp" },
);

function validatorOf(api: Api, model: string): ValidateFunction {
  const validators = validatorsByApi.get(api) ?? new Map<string, ValidateFunction>();
  validatorsByApi.set(api, validators);
  let validate = validators.get(model);
  if (validate === undefined) {
    const ajv = new AjvDraft04({ strict: false, validateFormats: false, code: { regExp: patternOf } });
    // Models refer to each other by JSON pointers into the document.
    const document = { components: { schemas: api.models } };
    validate = ajv.addSchema(document, "document").compile({ $ref: `document#/components/schemas/${model}` });
    validators.set(model, validate);
  }
  return validate;
}
