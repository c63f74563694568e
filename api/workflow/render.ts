import type { DistributedMapState, ItemReader, Retrier, State, Steps, TaskState } from "./states";
import { isDistributed } from "./walk";

/** Resources in AWS to which the definition refers. */
export interface Targets {
  /** ARNs of the functions' aliases, keyed by task. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Names of buckets in AWS, keyed by their names in `uses`. */
  readonly buckets: Readonly<Record<string, string>>;
}

/**
 * Attempts after errors of Lambda itself (Step Functions Developer Guide, "Handle transient Lambda service exceptions",
 * with its values) and after throttled calls, which the same page names.
 */
const lambdaRetrier: Retrier = {
  ErrorEquals: [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
  ],
  IntervalSeconds: 2,
  MaxAttempts: 6,
  BackoffRate: 2,
  // Otherwise the throttled calls of a map would be repeated at the same time.
  JitterStrategy: "FULL",
};

/** Returns the definition of a machine in the Amazon States Language, with JSONata. */
export function renderDefinition(
  definition: Steps,
  targets: Targets,
  { summary, timeoutSeconds }: { readonly summary: string; readonly timeoutSeconds: number },
): object {
  return {
    Comment: summary,
    QueryLanguage: "JSONata",
    TimeoutSeconds: timeoutSeconds,
    ...renderSteps(definition, targets),
  };
}

function renderSteps({ StartAt, States }: Steps, targets: Targets): Steps {
  const states = Object.entries(States).map(([name, state]) => [name, renderState(state, targets)]);
  return { StartAt, States: Object.fromEntries(states) as Steps["States"] };
}

function renderState(state: State, targets: Targets): object {
  switch (state.Type) {
    case "Task":
      return renderTask(state, targets);
    case "Parallel":
      return { ...state, Branches: state.Branches.map((each) => renderSteps(each, targets)) };
    case "Map": {
      const { ProcessorConfig } = state.ItemProcessor;
      const processor = {
        ...(ProcessorConfig === undefined ? {} : { ProcessorConfig }),
        ...renderSteps(state.ItemProcessor, targets),
      };
      return { ...state, ItemProcessor: processor, ...(isDistributed(state) ? renderObjects(state, targets) : {}) };
    }
    default:
      return state;
  }
}

/** A task is called with its input, and with the execution that its log lines name. */
function renderTask(
  { Task, Arguments, Retry = [], WaitForTaskToken, ...rest }: TaskState<string, string>,
  targets: Targets,
): object {
  const context = "$states.context";
  const waits = WaitForTaskToken === true;
  return {
    ...rest,
    Resource: `arn:aws:states:::lambda:invoke${waits ? ".waitForTaskToken" : ""}`,
    Arguments: {
      FunctionName: targets.tasks[Task],
      Payload: {
        input: Arguments ?? "{% $states.input %}",
        execution: `{% ${context}.Execution.Id %}`,
        state: `{% ${context}.State.Name %}`,
        retries: `{% ${context}.State.RetryCount %}`,
        ...(waits ? { token: `{% ${context}.Task.Token %}` } : {}),
      },
    },
    Output: rest.Output ?? (waits ? "{% $states.result %}" : "{% $states.result.Payload %}"),
    Retry: [...Retry, lambdaRetrier],
  };
}

function renderObjects(state: DistributedMapState<string, string>, { buckets }: Targets): object {
  const { ItemReader, ResultWriter } = state;
  return {
    ...(ItemReader === undefined ? {} : { ItemReader: renderReader(ItemReader, buckets) }),
    ...(ResultWriter === undefined
      ? {}
      : {
          ResultWriter: {
            Resource: "arn:aws:states:::s3:putObject",
            Arguments: { Bucket: buckets[ResultWriter.Bucket], Prefix: ResultWriter.Prefix },
          },
        }),
  };
}

function renderReader({ Bucket, Key, ...config }: ItemReader, buckets: Targets["buckets"]): object {
  return {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: config,
    Arguments: { Bucket: buckets[Bucket], Key },
  };
}
