/** How a service answers the requests of SDKs: all services share one listener, except DynamoDB, which has its own. */
import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Principal } from "./identity";
import type { Authorization } from "./interfaces";
import { serviceKey } from "./serviceRegistry";

/** A request of an SDK, of which the signature has been checked. */
export interface EndpointRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Undefined for an anonymous request, which only a service with `allowsAnonymous` receives. */
  readonly principal: Principal | undefined;
  /** Region of the signature; the stack's for an anonymous request. */
  readonly region: string;
  /** Root of the X-Ray trace of the request at the gateway for which a function works. */
  readonly trace: string | undefined;
  /** X-Ray header as it was sent. */
  readonly traceHeader: string | undefined;
}

/** Answer of a service, and what the fact about it contains. */
export interface EndpointAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
  /** `SendMessage`. */
  readonly operation: string;
  /** Logical names or ARNs of the resources that it acted on. */
  readonly resources?: readonly string[];
  /** The service's error code; absent for a success. */
  readonly errorType?: string | undefined;
  /** Decision of IAM; absent where the request never came so far. */
  readonly authorized?: Authorization | undefined;
}

/** An error that an SDK understands. */
export interface EndpointRefusal {
  /** `AccessDeniedException`. */
  readonly code: string;
  readonly message: string;
  readonly statusCode: number;
}

/** A service that answers SDKs. */
export interface EndpointService {
  /** Service of the credential scope, `sqs`. */
  readonly signingName: string;
  /** Receives requests without a signature, as S3 does. */
  readonly allowsAnonymous?: boolean;
  /** Largest body in bytes; 16 MiB where it is absent. */
  readonly maxBytes?: number;
  answer(request: EndpointRequest): EndpointAnswer | Promise<EndpointAnswer>;
  /** Puts an error into the protocol that the request uses. */
  refuse(
    refusal: EndpointRefusal,
    request: Pick<EndpointRequest, "method" | "target" | "headers" | "body">,
  ): EndpointAnswer;
}

/** The listener of a run that SDKs find by AWS_ENDPOINT_URL. */
export interface ServiceEndpoint {
  /** `http://127.0.0.1:PORT`, once the run listens. */
  readonly url: string;
  serve(service: EndpointService): void;
}

export const serviceEndpoint = serviceKey<ServiceEndpoint>("the endpoint of services");
