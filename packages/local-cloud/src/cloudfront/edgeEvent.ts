import { STATUS_CODES } from "node:http";
import { toEventHeaders } from "./edgeHeaders";
import type { Distribution, EdgeAnswer, EventType, Origin, ViewerRequest } from "./model";

/** Bytes of a request's body that functions see (CloudFront Developer Guide, "Quotas on Lambda@Edge"). */
const exposedBytes: Readonly<Record<string, number>> = { "viewer-request": 40_960, "origin-request": 1_048_576 };

export interface EventParts {
  readonly distribution: Distribution;
  readonly type: EventType;
  readonly requestId: string;
  readonly request: ViewerRequest;
  readonly includesBody: boolean;
  /** Only at the origin's events. */
  readonly origin?: Origin | undefined;
  /** Region of the bucket of an S3 origin. */
  readonly region: string;
  /** Only at response events. */
  readonly response?: EdgeAnswer | undefined;
}

/** Returns the event of Lambda@Edge (CloudFront Developer Guide, "Lambda@Edge event structure"). */
export function edgeEvent(parts: EventParts): object {
  const { distribution, type, requestId, request, includesBody, origin, response } = parts;
  const { clientIp, method, uri, query, headers } = request;
  const body = includesBody ? { body: exposedBody(request.body, type) } : {};
  const cf = {
    config: {
      distributionDomainName: distribution.domainName,
      distributionId: distribution.id,
      eventType: type,
      requestId,
    },
    request: {
      clientIp,
      headers: toEventHeaders(headers),
      method,
      ...(origin === undefined ? {} : { origin: originOf(origin, parts.region) }),
      querystring: query,
      uri,
      ...body,
    },
    ...(response === undefined ? {} : { response: responseOf(response) }),
  };
  return { Records: [{ cf }] };
}

function exposedBody(body: Buffer, type: EventType): object {
  const limit = exposedBytes[type] ?? 0;
  return {
    action: "read-only",
    data: body.subarray(0, limit).toString("base64"),
    encoding: "base64",
    inputTruncated: body.length > limit,
  };
}

function originOf(origin: Origin, region: string): object {
  const { domainName, path, readTimeout, keepaliveTimeout, sslProtocols, isBucket } = origin;
  const customHeaders = toEventHeaders(origin.customHeaders);
  if (isBucket) return { s3: { authMethod: "none", customHeaders, domainName, path, region } };
  const secure = origin.protocolPolicy !== "http-only";
  return {
    custom: {
      customHeaders,
      domainName,
      keepaliveTimeout,
      path,
      port: secure ? origin.httpsPort : origin.httpPort,
      protocol: secure ? "https" : "http",
      readTimeout,
      sslProtocols,
    },
  };
}

function responseOf({ status, statusText, headers }: EdgeAnswer): object {
  return {
    headers: toEventHeaders(headers),
    status: String(status),
    statusDescription: statusText ?? STATUS_CODES[status] ?? "",
  };
}
