import { Refusal } from "../../kernel/errors";
import { ofType, type Declared } from "../../kernel/resources";

/**
 * Returns the resource policy of an API. A RestApiPolicy precedes the API's `policy` input, which precedes the
 * document.
 *
 * @throws Refusal for a policy that is not JSON (API Gateway API reference, CreateRestApi).
 */
export function declaredPolicy(
  restApi: Declared,
  imported: string | undefined,
  resources: readonly Declared[],
): string | undefined {
  const { id, name, state } = restApi;
  const own = ofType(resources, "aws:apigateway/restApiPolicy:RestApiPolicy").find(
    ({ inputs }) => inputs["restApiId"] === id,
  );
  const policy = (own?.inputs["policy"] ?? state["policy"] ?? imported) as string | undefined;
  if (policy === undefined || policy === "") return undefined;
  try {
    return JSON.stringify(completeArns(JSON.parse(policy), String(state["executionArn"])));
  } catch {
    throw new Refusal(`REST API ${name}`, {
      statusCode: 400,
      code: "BadRequestException",
      message: "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.",
    });
  }
}

/**
 * Completes ARNs of the form `execute-api:/STAGE/METHOD/PATH`, as API Gateway does (API Gateway Developer Guide, "API
 * Gateway resource policy examples").
 */
function completeArns(value: unknown, executionArn: string): unknown {
  if (typeof value === "string") return value.replace(/^execute-api:\//, `${executionArn}/`);
  if (Array.isArray(value)) return value.map((each) => completeArns(each, executionArn));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, completeArns(each, executionArn)]));
}
