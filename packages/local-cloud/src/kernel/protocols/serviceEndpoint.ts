/** Interfaces for services that respond to SDKs. They share one listener, except DynamoDB, which has its own. */
import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Principal } from "../identity";
import type { Authorization } from "../interfaces/authorization";
import { serviceKey } from "../serviceRegistry";

/** A request with a valid signature, or an anonymous one. */
export interface EndpointRequest {
  readonly method: string;
  /** Path and query of the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Undefined for an anonymous request, which only a service with `allowsAnonymous` receives. */
  readonly principal: Principal | undefined;
  /** Region of the signature, or of the stack for an anonymous request. */
  readonly region: string;
  /** Trace of the gateway's request that a function handles. */
  readonly trace: string | undefined;
  /** X-Ray header as it was sent. */
  readonly traceHeader: string | undefined;
}

/** The response of a service, and values for its fact. */
export interface EndpointAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
  /** Such as `SendMessage`. */
  readonly operation: string;
  /** Logical names or ARNs of the affected resources. */
  readonly resources?: readonly string[];
  /** The service's error code; absent for a success. */
  readonly errorType?: string | undefined;
  /** IAM's decision; undefined if IAM was not consulted. */
  readonly authorized?: Authorization | undefined;
}

/** An error response. */
export interface EndpointRefusal {
  /** Such as `AccessDeniedException`. */
  readonly code: string;
  readonly message: string;
  readonly statusCode: number;
}

/** A service that SDKs can call. */
export interface EndpointService {
  /** Service name of the credential scope, such as `sqs`. */
  readonly signingName: string;
  /** Returns whether a request is for this part of a service. Another part receives all other requests. */
  readonly handles?: (request: Pick<EndpointRequest, "method" | "target">) => boolean;
  /** True to receive requests without a signature, as S3 does. */
  readonly allowsAnonymous?: boolean;
  /** Returns whether a request without a signature is for this service. Default: none is. @param target path and query */
  readonly acceptsUnsigned?: (target: string) => boolean;
  /** Maximum body size in bytes; defaults to 16 MiB. */
  readonly maxBytes?: number;
  answer(request: EndpointRequest): EndpointAnswer | Promise<EndpointAnswer>;
  /** Encodes an error in the protocol of the request. */
  refuse(
    refusal: EndpointRefusal,
    request: Pick<EndpointRequest, "method" | "target" | "headers" | "body">,
  ): EndpointAnswer;
}

/** A request of an AWS service that has assumed a role. */
export interface RoleRequest {
  /** Service name of the credential scope, such as `sqs`. */
  readonly service: string;
  readonly principal: Principal;
  readonly region: string;
  /** Defaults to POST. */
  readonly method?: string;
  /** Path and query; defaults to `/`. */
  readonly target?: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** X-Ray trace header. */
  readonly traceHeader?: string | undefined;
}

/** The listener at AWS_ENDPOINT_URL. */
export interface ServiceEndpoint {
  /** `http://127.0.0.1:PORT`; available once the run listens. */
  readonly url: string;
  serve(service: EndpointService): void;
  /** Sends a request to a service in this process. @returns undefined if nothing emulates the service. */
  send(request: RoleRequest): Promise<EndpointAnswer | undefined>;
}

export const serviceEndpoint = serviceKey<ServiceEndpoint>("the endpoint of services");
