import type { Clock } from "../clock";
import type { RequestedFunction } from "../interfaces/functionUrls";
import type { MessageFact } from "./messageFacts";
import type { ProgramFact } from "./programFact";

export type { NotificationFact } from "./messageFacts";
export type { DataCallFact } from "./dataFacts";
import type { DataCallFact } from "./dataFacts";
import type { DeliveryFact } from "./eventFacts";
import type { WorkflowFact } from "./executionFacts";
import type { EdgeRequestFact } from "./edgeFacts";

/**
 * An event of a run. Services report facts; the terminal, metrics, `access` and the console read them, and no service
 * refers to a reader. All facts of a request have the same trace, the `1-TIME-RANDOM` of its X-Ray header.
 */
export type Fact = { /** Epoch milliseconds of the run's clock. */ readonly at: number } & FactDetails;

export type FactDetails =
  | LogFact
  | RequestFact
  | InvocationFact
  | RefusedCallFact
  | DataCallFact
  | ServiceCallFact
  | AuthorizationFact
  | StateFact
  | MessageFact
  | DeliveryFact
  | WorkflowFact
  | EdgeRequestFact
  | ProgramFact;

/** Text that a function or a service wrote. */
export interface LogFact {
  readonly kind: "log";
  /** Author: a function's label, a log group, or a part of the local cloud. */
  readonly source: string;
  readonly requestId?: string;
  readonly text: string;
  /** True for text that goes to a log group: output of functions, and access logs. */
  readonly inGroup?: boolean;
  /** Log group of a function's text. Other texts of a log group have its name as `source`. */
  readonly group?: { readonly name: string; readonly stream: string };
}

/** A request that API Gateway or a function URL has answered. */
export interface RequestFact {
  readonly kind: "request";
  readonly requestId: string;
  readonly trace: string;
  /** Id of the API or the function URL. */
  readonly apiId: string;
  readonly apiName: string;
  /** The requested function; absent for requests to an API. */
  readonly functionUrl?: RequestedFunction;
  /** Undefined for a function URL, and if the path names no stage. */
  readonly stage: string | undefined;
  readonly method: string;
  /** Path as sent, without the stage. */
  readonly path: string;
  /** Query string without `?`; may be empty. */
  readonly query: string;
  /** Declared path, such as `/items/{id}`; undefined if no route matches. */
  readonly resourcePath: string | undefined;
  readonly operation: string | undefined;
  readonly status: number;
  readonly millis: number;
  /** Undefined if no integration was called. */
  readonly integrationMillis: number | undefined;
  /** Result of the stage's cache; undefined if the stage has no cache. */
  readonly cache: "hit" | "miss" | "not asked" | undefined;
  readonly bytes: number;
  readonly apiKeyId: string | undefined;
  /** A short reason why the gateway answered without the integration's response. */
  readonly reason: string | undefined;
  /** Decisions of the gateway's stages, in order. */
  readonly decisions: readonly Decision[];
  /** Messages as received and sent, by reference. Readers that store them must truncate them. */
  readonly sent: Message;
  readonly answered: Message;
}

/** The decision of one stage of the gateway about a request. */
export interface Decision {
  /** Such as `route`, `API key` or `throttle`. */
  readonly stage: string;
  readonly passed: boolean;
  /** Milliseconds of real time since the request began. */
  readonly millis: number;
  /** A short result, or the reason for a rejection. */
  readonly detail: string;
}

/** An HTTP request or response. */
export interface Message {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** A finished call of a function, successful or failed. */
export interface InvocationFact {
  readonly kind: "invocation";
  readonly requestId: string;
  readonly trace: string | undefined;
  readonly functionName: string;
  /** Short name for people. */
  readonly label: string;
  readonly qualifier: string | undefined;
  readonly version: string;
  readonly provisioned: boolean;
  /** True if the environment was created for this call. */
  readonly cold: boolean;
  readonly millis: number;
  readonly initMillis: number | undefined;
  /** Time until an environment was free or created. */
  readonly queuedMillis: number;
  /** Service principal of the caller; absent for a call with the credentials of a role. */
  readonly caller?: string | undefined;
  /** Logical name of the permission that allowed the caller; undefined if no permission was required. */
  readonly permission: string | undefined;
  /** Event and response as JSON text. */
  readonly event: string;
  readonly answer: string;
  readonly memory: { readonly usedBytes: number; readonly megabytes: number };
  readonly concurrency: ConcurrencySnapshot;
  /** Undefined if the call succeeded. */
  readonly error: CallError | undefined;
  /** Injected fault that ended the call, such as `lambda:crash`. */
  readonly fault?: string | undefined;
}

/** Environments in use when a call began, including its own. */
export interface ConcurrencySnapshot {
  readonly account: number;
  readonly function: number;
  /** Used provisioned environments of the version. Like `allocated`, 0 if the version has none. */
  readonly provisioned: number;
  readonly allocated: number;
}

/** The failure of a call. */
export interface CallError {
  /** Such as `TypeError` or `Sandbox.Timedout`. */
  readonly type: string;
  readonly message: string;
  /** Stack lines, `    at name (file:line:column)`; empty if the function threw nothing. */
  readonly trace: readonly string[];
  /** True if the environment failed to initialise, so the handler never ran. */
  readonly duringInit: boolean;
}

/** A call that Lambda rejected before the function ran. */
export interface RefusedCallFact {
  readonly kind: "refusedCall";
  readonly trace: string | undefined;
  readonly functionName: string;
  readonly label: string;
  readonly qualifier: string | undefined;
  /** Such as `TooManyRequestsException` or `AccessDeniedException`. */
  readonly code: string;
  /** Injected fault that rejected the call, such as `lambda:throttle`. */
  readonly fault?: string | undefined;
}

/** A request that a service other than DynamoDB has answered. */
export interface ServiceCallFact {
  readonly kind: "serviceCall";
  readonly trace: string | undefined;
  /** Service name of the credential scope, such as `sqs`. */
  readonly service: string;
  readonly operation: string;
  /** Logical names or ARNs of the affected resources. */
  readonly resources: readonly string[];
  readonly status: number;
  /** Error code of the service; undefined for a success. */
  readonly errorType: string | undefined;
  readonly millis: number;
  /** The statement that allowed the call. `denial` is the message if none did. */
  readonly allowedBy: string | undefined;
  readonly denial: string | undefined;
}

/** IAM's decision about one action. */
export interface AuthorizationFact {
  readonly kind: "authorization";
  readonly roleArn: string;
  /** Such as `dynamodb:GetItem`. */
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
}

/** A change of a resource's state, such as an alarm that fires or provisioned concurrency that becomes ready. */
export interface StateFact {
  readonly kind: "state";
  /** Logical name. */
  readonly resource: string;
  readonly type: string;
  readonly state: string;
  readonly before: string;
  readonly reason: string | undefined;
}

export type Reader = (fact: Fact) => void;

/** The stream of facts of one run. Reporting costs almost nothing without readers. */
export class Facts {
  private readonly readers = new Set<Reader>();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** @param make builds the fact, to which the time is added; not called without readers. */
  report(make: () => FactDetails): void {
    if (this.readers.size === 0) return;
    const fact: Fact = Object.assign(make(), { at: this.clock.now() });
    for (const read of this.readers) read(fact);
  }

  /** @returns a function that ends the subscription. */
  read(reader: Reader): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }
}

/** Returns the trace in an X-Ray header; undefined without `Root`. */
export function traceOf(header: string | undefined): string | undefined {
  return /(?:^|;)\s*Root=([^;]+)/.exec(header ?? "")?.[1];
}
