/** Items of EventBridge as they are stored, with the names of the API. */

export interface Bus {
  readonly name: string;
  /** Resource policy as JSON; undefined without one. */
  readonly policy?: string | undefined;
  readonly description?: string | undefined;
  readonly deadLetterArn?: string | undefined;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly modified: number;
  /** True if the program declares it. */
  readonly declared: boolean;
  /** Tags of the last declaration. Calls can change the tags of a bus later. */
  readonly declaredTags?: Tags | undefined;
}

/** Values by key. */
export type Tags = Readonly<Record<string, string>>;

export interface Rule {
  readonly name: string;
  readonly bus: string;
  /** JSON text. */
  readonly pattern?: string | undefined;
  /** `rate(…)` or `cron(…)`. */
  readonly schedule?: string | undefined;
  readonly description?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly state: string;
  readonly targets: readonly Target[];
  /** Epoch milliseconds of the last change, from which rates count. */
  readonly modified: number;
  readonly declared: boolean;
  /** Tags of the last declaration. */
  readonly declaredTags?: Tags | undefined;
}

/** A target, as in PutTargets. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string | undefined;
  readonly Input?: string | undefined;
  readonly InputPath?: string | undefined;
  readonly InputTransformer?:
    | { readonly InputPathsMap?: Readonly<Record<string, string>> | undefined; readonly InputTemplate: string }
    | undefined;
  readonly SqsParameters?: { readonly MessageGroupId: string } | undefined;
  readonly DeadLetterConfig?: { readonly Arn?: string | undefined } | undefined;
  readonly RetryPolicy?:
    | { readonly MaximumRetryAttempts?: number | undefined; readonly MaximumEventAgeInSeconds?: number | undefined }
    | undefined;
}

export interface Archive {
  readonly name: string;
  /** ARN of the bus. */
  readonly source: string;
  readonly pattern?: string | undefined;
  readonly description?: string | undefined;
  /** 0 keeps events without limit. */
  readonly retentionDays: number;
  readonly created: number;
  readonly declared: boolean;
}

export interface Replay {
  readonly name: string;
  readonly archiveArn: string;
  readonly busArn: string;
  /** ARNs of the rules that receive events; empty for all rules of the bus. */
  readonly ruleArns: readonly string[];
  readonly description?: string | undefined;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly started: number;
  readonly ended?: number | undefined;
  /** Time of the last event that was sent again. */
  readonly lastReplayed?: number | undefined;
  readonly state: "STARTING" | "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
}

/** An event of an archive. */
export interface ArchivedEvent {
  readonly archive: string;
  /** Epoch milliseconds of its arrival. */
  readonly at: number;
  readonly text: string;
}

export type Item =
  | { readonly bus: Bus }
  | { readonly rule: Rule }
  | { readonly archive: Archive }
  | { readonly replay: Replay }
  | { readonly tags: Readonly<Record<string, string>> };
