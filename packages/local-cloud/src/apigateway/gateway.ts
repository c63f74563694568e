import type { Clock } from "../kernel/clock";
import type { Facts } from "../kernel/facts/facts";
import type { StackLocation } from "../kernel/identity";
import { writeAccessLog } from "./stages/account";
import { checkAnswerBytes } from "./stages/answerLimit";
import { authorize, type AuthorizerServices } from "./stages/authorize";
import { GatewayError, internalServerError } from "./exchange/errors";
import { answerThroughCache } from "./stages/cache";
import { compressAnswer, decompressBody } from "./stages/compression";
import { type Exchange, type GatewayAnswer, type GatewayRequest } from "./exchange/exchange";
import { isSendable } from "../kernel/http/webExchange";
import { gatewayErrorAnswer } from "./exchange/gatewayResponses";
import { integrate } from "./stages/integrate";
import type { Api, Stage } from "./declared/model";
import { parseRequest } from "./stages/parse";
import { requestFact, unreachedFact } from "./exchange/facts";
import { applyPolicyAfterwards, applyPolicyFirst } from "./stages/resourcePolicy";
import { route, type Router } from "./stages/route";
import { limitStream } from "./stages/streamLimits";
import { reportAfterStream } from "../kernel/http/streamReport";
import type { StageCaches } from "./stages/stageCaches";
import type { ObjectServices } from "./integrations/s3Object";
import type { TableServices } from "./integrations/tableAction";
import type { UsagePlans } from "./stages/usagePlans";
import { validateBody, validateParameters } from "./stages/validate";

/** A deployed API: its methods, their router and its stages. */
export interface DeployedApi {
  readonly api: Api;
  readonly router: Router;
  readonly stages: ReadonlyMap<string, Stage>;
}

export interface GatewayServices extends AuthorizerServices, TableServices, Omit<ObjectServices, "iam"> {
  readonly location: StackLocation;
  readonly plans: UsagePlans;
  readonly caches: StageCaches;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly facts: Facts;
  /** Whether a request may leave this machine. */
  readonly allowNetwork?: boolean;
}

/** Answers one request. Applies the gateway's checks in AWS's order. */
export async function answerRequest(
  deployed: DeployedApi,
  request: GatewayRequest,
  services: GatewayServices,
): Promise<GatewayAnswer> {
  const parsed = parseRequest(deployed, request, services.location);
  if ("status" in parsed) {
    services.facts.report(() => unreachedFact(deployed.api, request, parsed));
    return parsed;
  }
  const report = (whole: GatewayAnswer) => {
    writeAccessLog(parsed, whole, services.log);
    services.facts.report(() => requestFact(parsed, whole));
    return whole;
  };
  const since = services.clock.now();
  const answer = await respond(parsed, () => execute(parsed, deployed.router, services));
  if (answer.rest === undefined) return report(answer);
  const limited = limitStream(
    { ...answer, rest: answer.rest },
    {
      clock: services.clock,
      since,
      isEdge: deployed.api.isEdge === true,
      onBroken: (text) => services.log({ source: "apigateway", requestId: parsed.requestId, text }),
    },
  );
  return reportAfterStream(limited, report);
}

async function execute(exchange: Exchange, router: Router, services: GatewayServices): Promise<GatewayAnswer> {
  await decompressBody(exchange);
  route(exchange, router);
  applyPolicyFirst(exchange, services.iam);
  await authorize(exchange, services);
  applyPolicyAfterwards(exchange);
  services.plans.admit(exchange);
  validateParameters(exchange);
  validateBody(exchange);
  const answer = await answerThroughCache(exchange, services.caches, async () =>
    checkSendable(await integrate(exchange, services)),
  );
  return compressAnswer(exchange, answer);
}

/**
 * Rejects a status or header that HTTP cannot carry, which a mapping can produce, and a body above the limit.
 *
 * @throws GatewayError
 */
function checkSendable(answer: GatewayAnswer): GatewayAnswer {
  const { status, headers } = answer;
  const isSound = Number.isInteger(status) && status >= 200 && status <= 599 && headers.every(isSendable);
  if (!isSound)
    throw internalServerError(
      500,
      "the mapped answer has a status or header that HTTP cannot carry",
      "API_CONFIGURATION_ERROR",
    );
  checkAnswerBytes(answer.body.length);
  return answer;
}

/** Returns the answer, or the gateway response of its error, with the headers of the request's ids. */
async function respond(exchange: Exchange, answer: () => Promise<GatewayAnswer>): Promise<GatewayAnswer> {
  const toErrorAnswer = (error: unknown) => {
    if (!(error instanceof GatewayError)) throw error;
    exchange.decisions.recordRefusal(error.reason ?? error.message);
    return gatewayErrorAnswer(error, exchange);
  };
  const { headers, ...rest } = await answer().catch(toErrorAnswer);
  const ids = [
    ["x-amzn-RequestId", exchange.requestId],
    ["x-amz-apigw-id", exchange.extendedRequestId],
  ] as const;
  return { ...rest, headers: [...ids, ...headers] };
}
