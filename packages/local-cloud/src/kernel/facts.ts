import type { Clock } from "./clock";

/**
 * What happens in a run. Services tell it; terminal, metrics, traces, `access` and console read it, and no service
 * knows any of them. What belongs to one request has the same trace, `1-TIME-RANDOM` of its X-Ray header.
 */
export type Fact = { /** Epoch milliseconds of the run's clock. */ readonly at: number } & Told;

export type Told =
  | LogFact
  | RequestFact
  | InvocationFact
  | RefusedCallFact
  | DataCallFact
  | ServiceCallFact
  | AuthorizationFact
  | StateFact
  | NotificationFact
  | ProgramFact;

/** A text that a part of the run wrote, a function or a service. */
export interface LogFact {
  readonly kind: "log";
  /** Who writes: a function's label, a log group, or the part of the local cloud that speaks. */
  readonly source: string;
  readonly requestId?: string;
  readonly text: string;
  /** Whether it is kept in a log group: what functions and access logs write. */
  readonly inGroup?: boolean;
}

/** A request that API Gateway has answered. */
export interface RequestFact {
  readonly kind: "request";
  readonly requestId: string;
  readonly trace: string;
  readonly apiId: string;
  readonly apiName: string;
  /** Undefined where the path named none. */
  readonly stage: string | undefined;
  readonly method: string;
  /** As it was sent, behind the stage. */
  readonly path: string;
  /** Without `?`; empty where there is none. */
  readonly query: string;
  /** As it is declared, `/items/{id}`; undefined where nothing matched. */
  readonly resourcePath: string | undefined;
  readonly operation: string | undefined;
  readonly status: number;
  readonly millis: number;
  /** Undefined where no integration was called. */
  readonly integrationMillis: number | undefined;
  /** What the stage's cache held of it; undefined on a stage without one. */
  readonly cache: "hit" | "miss" | "not asked" | undefined;
  readonly bytes: number;
  readonly apiKeyId: string | undefined;
  /** Why the gateway answered itself, in a few words. */
  readonly reason: string | undefined;
  /** What each stage of the gateway decided, in their order. */
  readonly decisions: readonly Decision[];
  /** As they came and went, by reference: who keeps them cuts them. */
  readonly sent: Message;
  readonly answered: Message;
}

/** What one stage of the gateway decided of a request. */
export interface Decision {
  /** `route`, `API key`, `throttle`. */
  readonly stage: string;
  readonly passed: boolean;
  /** Milliseconds of real time since the request began. */
  readonly millis: number;
  /** A few words: what it found, or why it refused. */
  readonly said: string;
}

/** One half of an exchange over HTTP. */
export interface Message {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** A call that a function has carried out, well or not. */
export interface InvocationFact {
  readonly kind: "invocation";
  readonly requestId: string;
  readonly trace: string | undefined;
  readonly functionName: string;
  /** What a person calls the function. */
  readonly label: string;
  readonly qualifier: string | undefined;
  readonly version: string;
  readonly provisioned: boolean;
  /** Whether the environment was made for this call. */
  readonly cold: boolean;
  readonly millis: number;
  readonly initMillis: number | undefined;
  /** How long it waited for an environment to be free or begun. */
  readonly queuedMillis: number;
  /** Logical name of the permission that let its caller in; undefined where none was asked for. */
  readonly permission: string | undefined;
  /** JSON texts. */
  readonly event: string;
  readonly answer: string;
  readonly memory: { readonly usedBytes: number; readonly megabytes: number };
  readonly concurrency: ConcurrencyNow;
  /** Undefined when it succeeded. */
  readonly error: CallError | undefined;
  /** The fault that ended it, `lambda:crash`. */
  readonly fault?: string | undefined;
}

/** Environments in use as a call began, its own among them. */
export interface ConcurrencyNow {
  readonly account: number;
  readonly function: number;
  /** Of the version's provisioned environments; both 0 where it has none. */
  readonly provisioned: number;
  readonly allocated: number;
}

/** How a call failed. */
export interface CallError {
  /** `TypeError`, `Sandbox.Timedout`. */
  readonly type: string;
  readonly message: string;
  /** Lines of the stack, `    at name (file:line:column)`; empty where the function threw nothing. */
  readonly trace: readonly string[];
  /** Whether the environment could not be initialised, so that the handler never ran. */
  readonly duringInit: boolean;
}

/** A call that Lambda refused before any function ran. */
export interface RefusedCallFact {
  readonly kind: "refusedCall";
  readonly trace: string | undefined;
  readonly functionName: string;
  readonly label: string;
  readonly qualifier: string | undefined;
  /** `TooManyRequestsException`, `AccessDeniedException`. */
  readonly code: string;
  /** The fault that refused it, `lambda:throttle`. */
  readonly fault?: string | undefined;
}

/** A request that DynamoDB has answered, denied or failed. */
export interface DataCallFact {
  readonly kind: "dataCall";
  readonly trace: string | undefined;
  readonly operation: string;
  readonly tables: readonly string[];
  readonly status: number;
  /** `ConditionalCheckFailedException`; undefined for a success. */
  readonly errorType: string | undefined;
  readonly millis: number;
  /** The request, as it was sent; undefined where it is no JSON object. By reference. */
  readonly input: object | undefined;
  /** Capacity units by table; empty where nothing was consumed. */
  readonly consumed: Readonly<Record<string, number>>;
  /** The statement that allowed it, or the sentence of the denial. */
  readonly allowedBy: string | undefined;
  readonly denial: string | undefined;
  /** The fault that it met, `dynamodb:throttle`. */
  readonly fault?: string | undefined;
}

/** A request that a service other than DynamoDB has answered. */
export interface ServiceCallFact {
  readonly kind: "serviceCall";
  readonly trace: string | undefined;
  /** Service of the credential scope, `sqs`. */
  readonly service: string;
  readonly operation: string;
  /** Logical names or ARNs of the resources that it acted on. */
  readonly resources: readonly string[];
  readonly status: number;
  /** The service's error code; undefined for a success. */
  readonly errorType: string | undefined;
  readonly millis: number;
  /** The statement that allowed it, or the sentence of the denial. */
  readonly allowedBy: string | undefined;
  readonly denial: string | undefined;
}

/** What IAM decided of one action. */
export interface AuthorizationFact {
  readonly kind: "authorization";
  readonly roleArn: string;
  /** `dynamodb:GetItem`. */
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
}

/** A resource whose state has changed: provisioned concurrency that is ready, an alarm that fires. */
export interface StateFact {
  readonly kind: "state";
  /** Logical name. */
  readonly resource: string;
  readonly type: string;
  readonly state: string;
  readonly before: string;
  readonly reason: string | undefined;
}

/** A message that a topic has delivered. */
export interface NotificationFact {
  readonly kind: "notification";
  /** Logical name. */
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
  /** Whom it goes to, `email ops@example.com`. */
  readonly endpoints: readonly string[];
}

/** The program was loaded again, or its types were checked. */
export interface ProgramFact {
  readonly kind: "program";
  readonly what: "reload" | "types";
  /** Undefined where it went well. */
  readonly problem: string | undefined;
}

export type Reader = (fact: Fact) => void;

/** The stream of facts of one run. Costs next to nothing while nobody reads. */
export class Facts {
  private readonly readers = new Set<Reader>();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** @param make called only when somebody reads. */
  tell(make: () => Told): void {
    if (this.readers.size === 0) return;
    const fact = { at: this.clock.now(), ...make() };
    for (const read of this.readers) read(fact);
  }

  /** @returns how to stop reading. */
  read(reader: Reader): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }
}

/** The trace that an X-Ray header names; undefined without a root. */
export function traceOf(header: string | undefined): string | undefined {
  return /(?:^|;)\s*Root=([^;]+)/.exec(header ?? "")?.[1];
}
