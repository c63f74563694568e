import { expect } from "chai";
import { writeAccessLog } from "../../src/apigateway/stages/account";
import { authorize, type AuthorizerServices } from "../../src/apigateway/stages/authorize";
import { GatewayError } from "../../src/apigateway/exchange/errors";
import { gatewayErrorAnswer } from "../../src/apigateway/exchange/gatewayResponses";
import { integrate } from "../../src/apigateway/stages/integrate";
import { createRouter, route } from "../../src/apigateway/stages/route";
import { validateBody, validateParameters } from "../../src/apigateway/stages/validate";
import type { Method } from "../../src/apigateway/declared/model";
import { InvokeRefused, type InvokeAnswer, type InvokeRequest } from "../../src/kernel/interfaces/functions";
import { apiOf, exchangeOf, integrationOf, methodOf, requestOf, stageOf } from "../support/exchange";

/** Returns type, status and message of a stage's error; undefined without an error. */
function refusal(stage: () => unknown) {
  try {
    stage();
    return undefined;
  } catch (error) {
    const { responseType, status, message } = error as GatewayError;
    return [responseType, status, message];
  }
}

const silent = () => undefined;

describe("route", () => {
  const router = createRouter([
    methodOf({ resourcePath: "/things/{id}" }),
    methodOf({ resourcePath: "/things/first" }),
    methodOf({ resourcePath: "/things/first", httpMethod: "ANY" }),
  ]);
  const found = (method: string, path: string) => {
    const exchange = exchangeOf({ request: requestOf({ method }), path });
    route(exchange, router);
    return [exchange.match?.method.httpMethod, exchange.match?.method.resourcePath, exchange.match?.pathParameters];
  };

  it("prefers a static path to a parameter, and a method's own to ANY", () => {
    expect(found("GET", "/things/first")).to.deep.equal(["GET", "/things/first", null]);
    expect(found("PUT", "/things/first")).to.deep.equal(["ANY", "/things/first", null]);
    expect(found("GET", "/things/a%2Fb/")).to.deep.equal(["GET", "/things/{id}", { id: "a%2Fb" }]);
  });

  it("answers an unknown path, an unknown method and HEAD alike", () => {
    const missing = ["MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token"];
    expect(refusal(() => found("GET", "/nothing"))).to.deep.equal(missing);
    expect(refusal(() => found("PUT", "/things/2"))).to.deep.equal(missing);
    expect(refusal(() => found("HEAD", "/things/2"))).to.deep.equal(missing);
  });
});

describe("authorize", () => {
  const logged: string[] = [];
  const attempt = async (authorization: Method["authorization"], headers: [string, string][] = []) => {
    const exchange = exchangeOf({ method: { authorization }, request: requestOf({ headers }) });
    const services = { log: ({ text }: { text: string }) => logged.push(text) } as unknown as AuthorizerServices;
    try {
      await authorize(exchange, services);
      return undefined;
    } catch (error) {
      const { responseType, status, message } = error as GatewayError;
      return [responseType, status, message];
    }
  };

  it("accepts requests without authorization only for methods without an authorizer", async () => {
    expect(await attempt("NONE")).to.equal(undefined);
    expect(await attempt("AWS_IAM")).to.deep.equal([
      "MISSING_AUTHENTICATION_TOKEN",
      403,
      "Missing Authentication Token",
    ]);
    expect(await attempt("CUSTOM")).to.deep.equal(["UNAUTHORIZED", 401, "Unauthorized"]);
  });

  it("says in the log that credentials cannot be checked here", async () => {
    const refused = await attempt("AWS_IAM", [["Authorization", "AWS4-HMAC-SHA256 …"]]);
    expect(refused?.slice(0, 2)).to.deep.equal(["ACCESS_DENIED", 403]);
    const unknown = await attempt("CUSTOM", [["Authorization", "token"]]);
    expect(unknown?.slice(0, 2)).to.deep.equal(["UNAUTHORIZED", 401]);
    expect(logged).to.deep.equal([
      "authorization AWS_IAM is not emulated: the gateway rejects the request",
      "authorization CUSTOM is not emulated: the gateway rejects the request",
    ]);
  });
});

describe("validate", () => {
  const validator = { parameters: true, body: true };
  const models = { Thing: { type: "object", required: ["name"] } };
  const body = (text: string, contentType?: string) => {
    const headers: [string, string][] = contentType === undefined ? [] : [["Content-Type", contentType]];
    const request = requestOf({ body: Buffer.from(text), headers });
    const method = { validator, requestModels: { "application/json": "Thing" } };
    return refusal(() => validateBody(exchangeOf({ api: apiOf({ models }), method, request })));
  };
  const invalid = ["BAD_REQUEST_BODY", 400, "Invalid request body"];

  it("checks the body by the model of its content type; none means JSON", () => {
    expect(body('{"name":1}')).to.equal(undefined);
    expect(body("{}")).to.deep.equal(invalid);
    expect(body("{}", "application/json; charset=utf-8")).to.deep.equal(invalid);
  });

  it("lets a content type without a model pass", () => {
    expect(body("{}", "text/plain")).to.equal(undefined);
  });

  it("takes an empty body for an empty object, and malformed JSON for an invalid one", () => {
    expect(body("")).to.deep.equal(invalid);
    expect(body("{")).to.deep.equal(invalid);
  });

  it("knows parameters by their exact case, and blank ones as missing", () => {
    const requestParameters = { "method.request.header.X-Mine": true, "method.request.querystring.q": true };
    const request = requestOf({ headers: [["x-mine", "1"]] });
    const exchange = exchangeOf({ method: { validator, requestParameters }, request, query: "q=" });
    expect(refusal(() => validateParameters(exchange))?.[2]).to.equal(
      "Missing required request parameters: [X-Mine, q]",
    );
  });
});

describe("integrate", () => {
  /** Allows a role to call one function. */
  const iam = {
    authorize: (_: object, action: string, resource: string) =>
      `${action} ${resource}` === "lambda:InvokeFunction arn:aws:lambda:eu-central-1:123456789012:function:fn:live"
        ? { allowedBy: "a statement", denial: undefined }
        : { allowedBy: undefined, denial: "the role may not" },
  };
  const call = async (answer: InvokeAnswer | InvokeRefused, more = {}) => {
    const asked: InvokeRequest[] = [];
    const functions = {
      invoke: (request: InvokeRequest) => {
        asked.push(request);
        return answer instanceof InvokeRefused ? Promise.reject(answer) : Promise.resolve(answer);
      },
    };
    const uri =
      "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:fn:${stageVariables.alias}/invocations";
    const integration = integrationOf({ type: "AWS_PROXY", httpMethod: "POST", uri, ...more });
    const exchange = exchangeOf({ method: { integration }, stage: stageOf({ variables: { alias: "live" } }) });
    const outcome = await integrate(exchange, { functions, iam, log: silent }).then(
      ({ status }) => status,
      (error: GatewayError) => [error.responseType, error.status],
    );
    return { outcome, asked };
  };
  const ok = { requestId: "id", statusCode: 200, payload: '{"statusCode":201}' };

  it("calls the function that the URI names, stage variables filled in, as the gateway", async () => {
    const { outcome, asked } = await call(ok);
    expect(outcome).to.equal(201);
    expect(asked[0]?.functionName).to.equal("arn:aws:lambda:eu-central-1:123456789012:function:fn:live");
    expect(asked[0]?.caller).to.deep.equal({
      principal: "apigateway.amazonaws.com",
      sourceArn: "arn:aws:execute-api:eu-central-1:123456789012:api/v1/GET/things",
    });
  });

  it("calls by the role that it names, which needs no permission of the function", async () => {
    const credentials = "arn:aws:iam::123456789012:role/gateway";
    const { outcome, asked } = await call(ok, { credentials });
    expect([outcome, asked[0]?.caller]).to.deep.equal([201, undefined]);
    const uri = "functions/arn:aws:lambda:eu-central-1:123456789012:function:another/invocations";
    expect(await call(ok, { credentials, uri })).to.deep.equal({ outcome: ["INTEGRATION_FAILURE", 500], asked: [] });
  });

  it("answers 502 to a failed function and to a malformed answer, 500 to a call that Lambda refuses", async () => {
    const failed = { ...ok, functionError: "Unhandled", payload: "{}" } as const;
    expect((await call(failed)).outcome).to.deep.equal(["INTEGRATION_FAILURE", 502]);
    expect((await call({ ...ok, payload: '"text"' })).outcome).to.deep.equal(["DEFAULT_5XX", 502]);
    for (const payload of [
      '{"statusCode":100}',
      '{"statusCode":600}',
      '{"headers":{"a b":"x"}}',
      '{"headers":{"a":"x\\ny"}}',
      // Above U+00FF, which headers cannot contain.
      '{"headers":{"a":"\\u0100"}}',
    ]) {
      expect((await call({ ...ok, payload })).outcome, payload).to.deep.equal(["DEFAULT_5XX", 502]);
    }
    const refused = new InvokeRefused({ statusCode: 429, code: "TooManyRequestsException", message: "Rate Exceeded." });
    expect((await call(refused)).outcome).to.deep.equal(["INTEGRATION_FAILURE", 500]);
  });

  it("completes a trace header of the function that holds nothing but its root, and leaves any other", async () => {
    const traceOf = async (sent: string) => {
      const payload = JSON.stringify({ headers: { "X-Amzn-Trace-Id": sent } });
      const functions = { invoke: () => Promise.resolve({ ...ok, payload }) };
      const integration = integrationOf({ type: "AWS_PROXY", httpMethod: "POST", uri: "functions/fn/invocations" });
      const { headers } = await integrate(exchangeOf({ method: { integration } }), { functions, iam, log: silent });
      return Object.fromEntries(headers)["X-Amzn-Trace-Id"];
    };
    expect(await traceOf("Root=1-a-b")).to.match(/^Root=1-a-b;Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$/);
    expect(await traceOf("Root=1-a-b;Sampled=1")).to.equal("Root=1-a-b;Sampled=1");
  });

  it("answers 504 once the integration's time is up", async () => {
    const functions = { invoke: () => new Promise<InvokeAnswer>(() => undefined) };
    const uri = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/fn/invocations";
    const integration = integrationOf({ type: "AWS_PROXY", httpMethod: "POST", uri, timeoutMillis: 1 });
    const error = await integrate(exchangeOf({ method: { integration } }), { functions, iam, log: silent }).catch(
      (reason: GatewayError) => [reason.responseType, reason.status, reason.message],
    );
    expect(error).to.deep.equal(["INTEGRATION_TIMEOUT", 504, "Endpoint request timed out"]);
  });

  it("answers 413 to an event over Lambda's 6 MB", async () => {
    const integration = integrationOf({ type: "AWS_PROXY", httpMethod: "POST", uri: "functions/fn/invocations" });
    const request = requestOf({ body: Buffer.alloc(6_291_456, "a") });
    const functions = { invoke: () => Promise.resolve(ok) };
    const error = await integrate(exchangeOf({ method: { integration }, request }), {
      functions,
      iam,
      log: silent,
    }).catch((reason: GatewayError) => [reason.responseType, reason.status, reason.message]);
    expect(error).to.deep.equal(["REQUEST_TOO_LARGE", 413, "Request Too Long"]);
  });

  it("chooses by a custom integration's patterns, Java's flags too, and answers 500 where none can be read", async () => {
    const failed = { ...ok, functionError: "Unhandled", payload: '{"errorMessage":"Not\\nFound"}' } as const;
    const chosen = async (selectionPattern: string) => {
      const response = { statusCode: 404, responseParameters: {}, responseTemplates: {} };
      const responses = [
        { ...response, selectionPattern },
        { ...response, statusCode: 200 },
      ];
      return (await call(failed, { type: "AWS", responses })).outcome;
    };
    expect(await chosen("Not.Found")).to.equal(200);
    expect(await chosen("(?s)Not.Found")).to.equal(404);
    expect(await chosen("(?is)not.found")).to.equal(404);
    expect(await chosen("Not")).to.equal(200);
    expect(await chosen("(")).to.deep.equal(["API_CONFIGURATION_ERROR", 500]);
  });

  it("says what it does not emulate, and answers 500", async () => {
    const uri = "arn:aws:apigateway:eu-central-1:kinesis:action/PutRecord";
    const logged: string[] = [];
    const exchange = exchangeOf({ method: { integration: integrationOf({ type: "AWS", httpMethod: "POST", uri }) } });
    const services = {
      functions: { invoke: () => Promise.resolve(ok) },
      iam,
      log: ({ text }: { text: string }) => logged.push(text),
    };
    const error = await integrate(exchange, services).catch((reason: GatewayError) => reason.status);
    expect([error, logged]).to.deep.equal([500, ["the integration with kinesis (PutRecord) is not emulated"]]);
  });
});

describe("respond", () => {
  const answer = (gatewayResponses = {}) => {
    const exchange = exchangeOf({ api: apiOf({ gatewayResponses }) });
    const { status, headers, body } = gatewayErrorAnswer(new GatewayError("THROTTLED", "Too Many Requests"), exchange);
    return [status, Object.fromEntries(headers), body.toString()];
  };
  const override = (more = {}) => ({ responseParameters: {}, responseTemplates: {}, ...more });

  it("takes the type's own response, which ignores DEFAULT_4XX", () => {
    const own = override({ responseTemplates: { "application/json": '{"error":"$context.requestId"}' } });
    const fallback = override({ statusCode: 418, responseParameters: { "gatewayresponse.header.X-A": "'a'" } });
    expect(answer({ THROTTLED: own, DEFAULT_4XX: fallback })).to.deep.equal([
      429,
      { "Content-Type": "application/json", "x-amzn-ErrorType": "TooManyRequestsException" },
      '{"error":"00000000-0000-4000-8000-000000000000"}',
    ]);
    expect(answer({ DEFAULT_4XX: fallback })).to.deep.equal([
      418,
      { "Content-Type": "application/json", "X-A": "a", "x-amzn-ErrorType": "TooManyRequestsException" },
      '{"message":"Too Many Requests"}',
    ]);
  });
});

describe("account", () => {
  it("writes the declared line, with - for what has no value", () => {
    const format =
      '{"id":"$context.requestId","path":"$context.resourcePath","status":$context.status,"key":"$context.identity.apiKeyId","time":"$context.requestTime"}';
    const exchange = exchangeOf({ stage: stageOf({ accessLog: { group: "access", format } }) });
    const logged: { source: string; text: string }[] = [];
    writeAccessLog(exchange, { status: 200, headers: [], body: Buffer.from("{}") }, ({ source, text }) =>
      logged.push({ source, text }),
    );
    expect(logged).to.deep.equal([
      {
        source: "access",
        text: '{"id":"00000000-0000-4000-8000-000000000000","path":"/things","status":200,"key":"-","time":"10/Jul/2026:19:19:04 +0000"}\n',
      },
    ]);
  });
});
