import type { Facts } from "../kernel/facts";
import type { StackLocation } from "../kernel/identity";
import { account } from "./stages/account";
import { checkAnswerBytes } from "./stages/answerLimit";
import { authorize, type AuthorizerServices } from "./stages/authorize";
import { GatewayError, internalServerError } from "./exchange/errors";
import { throughCache } from "./stages/cache";
import { compressAnswer, decompressBody } from "./stages/compression";
import { isSendable, type Exchange, type GatewayAnswer, type GatewayRequest } from "./exchange/exchange";
import { gatewayErrorAnswer } from "./exchange/gatewayResponses";
import { integrate } from "./stages/integrate";
import type { Api, Stage } from "./declared/model";
import { parseRequest } from "./stages/parse";
import { requestFact, unreachedFact } from "./exchange/facts";
import { applyPolicyAfterwards, applyPolicyFirst } from "./stages/resourcePolicy";
import { route, type Router } from "./stages/route";
import { reportedStream } from "./stages/streamReport";
import type { StageCaches } from "./stages/stageCaches";
import type { ObjectServices } from "./integrations/s3Object";
import type { TableServices } from "./integrations/tableAction";
import type { UsagePlans } from "./stages/usagePlans";
import { validateBody, validateParameters } from "./stages/validate";

/** One API as it is deployed. */
export interface DeployedApi {
  readonly api: Api;
  readonly router: Router;
  readonly stages: ReadonlyMap<string, Stage>;
}

export interface GatewayServices extends AuthorizerServices, TableServices, Omit<ObjectServices, "iam"> {
  readonly location: StackLocation;
  readonly plans: UsagePlans;
  readonly caches: StageCaches;
  readonly facts: Facts;
  /** Whether a request may leave this machine. */
  readonly allowNetwork?: boolean;
}

/** Answers one request, stage by stage in AWS's order. */
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
  const reported = (whole: GatewayAnswer) => {
    account(parsed, whole, services.log);
    services.facts.report(() => requestFact(parsed, whole));
    return whole;
  };
  const answer = await respond(parsed, () => execute(parsed, deployed.router, services));
  return answer.rest === undefined ? reported(answer) : reportedStream({ ...answer, rest: answer.rest }, reported);
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
  const answer = await throughCache(exchange, services.caches, async () =>
    sendable(await integrate(exchange, services)),
  );
  return compressAnswer(exchange, answer);
}

/** @throws GatewayError for an answer that a mapping made and HTTP cannot carry. */
function sendable(answer: GatewayAnswer): GatewayAnswer {
  const { status, headers } = answer;
  const sound = Number.isInteger(status) && status >= 200 && status <= 599 && headers.every(isSendable);
  if (!sound) throw internalServerError(500, "an answer that HTTP cannot carry", "API_CONFIGURATION_ERROR");
  checkAnswerBytes(answer.body.length);
  return answer;
}

/** The integration's answer, or the gateway response of what went wrong; with the request's ids either way. */
async function respond(exchange: Exchange, answer: () => Promise<GatewayAnswer>): Promise<GatewayAnswer> {
  const refused = (error: unknown) => {
    if (!(error instanceof GatewayError)) throw error;
    exchange.decisions.refused(error.reason ?? error.message);
    return gatewayErrorAnswer(error, exchange);
  };
  const { headers, ...rest } = await answer().catch(refused);
  const ids = [
    ["x-amzn-RequestId", exchange.requestId],
    ["x-amz-apigw-id", exchange.extendedRequestId],
  ] as const;
  return { ...rest, headers: [...ids, ...headers] };
}
