import { hoursOfMonth, secondsOfMonth, type Program } from "@onemachine/local-cloud";
import { callAmounts, countGrants, gigabyte, handlesPages, logAmounts } from "./calls";
import { distributionOf } from "./edge";
import type { BilledAmount } from "./lines";
import type { Traffic } from "./traffic";
import { sendAmounts } from "./messages";
import type { Sampling, StageWork } from "./stages";
import type { Operation } from "./workload";

/** Count, Latency, IntegrationLatency, 4XXError and 5XXError (API Gateway metrics and dimensions). */
const metricsOfMethod = 5;

/** Bytes of an access log line of api/gateway/apiLogging.ts, plus CloudWatch's 26 bytes for each event. */
const accessLogBytes = 450;

export interface RouteContext {
  readonly program: Program;
  readonly stages: readonly StageWork[];
  readonly traffic: Traffic;
}

/** Returns what requests to one route cost. */
export function routeAmounts(
  { name: route, function: fn }: Operation,
  requests: number,
  { program, stages, traffic }: RouteContext,
): BilledAmount[] {
  const { itemBytes, pageItems, responseBytes, objectBytes } = traffic;
  const items = handlesPages(fn) ? pageItems : 1;
  const bytes = responseBytes + items * itemBytes + countGrants(fn, ["s3:GetObject"]) * objectBytes;
  const amounts: BilledAmount[] = [
    { price: "gatewayRequests", quantity: requests },
    ...callAmounts(fn, requests, traffic),
    ...sendAmounts(fn, requests, { program, traffic }),
    {
      price: distributionOf(program) === undefined ? "transferOut" : "edgeTransferOut",
      quantity: (requests * bytes) / gigabyte,
    },
    ...stages
      .filter(({ methodMetrics }) => methodMetrics)
      // CloudWatch bills a metric for the hours in which it receives data.
      .map((): BilledAmount => {
        return { price: "methodMetrics", quantity: metricsOfMethod * Math.min(1, requests / hoursOfMonth) };
      }),
  ];
  return amounts.map((amount) => ({ ...amount, route, function: fn.logicalName }));
}

/** Returns what requests cost that all routes share: access logs, traces, and the firewall. */
export function stageAmounts(stages: readonly StageWork[], { requests }: Traffic): BilledAmount[] {
  return stages.flatMap(({ accessLogs, accessLogRetentionDays, sampling, webAcl }): BilledAmount[] => [
    ...logAmounts(accessLogs ? (requests * accessLogBytes) / gigabyte : 0, accessLogRetentionDays),
    { price: "traces", quantity: sampling === undefined ? 0 : tracesOf(requests, sampling) },
    { price: "webAclRequests", quantity: webAcl ? requests : 0 },
  ]);
}

function tracesOf(requests: number, { perSecond, share }: Sampling): number {
  const first = Math.min(requests, perSecond * secondsOfMonth);
  return first + share * (requests - first);
}
