import type { Declared } from "../kernel/resources";
import { ArchiveFolders } from "../lambda/archives/archive";
import { Environment, type Outcome } from "../lambda/environments/environment";

export type { Outcome };

/** A function that runs in a separate thread without access to this process, as in Lambda. */
export interface OpenFunction {
  /** Calls the handler. @param event is serialized as JSON. */
  call(event: unknown, options?: { readonly requestId?: string }): Promise<Outcome>;
  /** Log lines of the function. */
  readonly logs: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Time limit of a call, in milliseconds. */
const callMillis = 10_000;

/**
 * Loads the archive of a declared function, without its role, its API and its tables.
 *
 * @param variables additional environment variables.
 * @throws Error with the runtime's message if the function cannot be initialised.
 */
export async function openFunction(
  fn: Declared,
  variables: Readonly<Record<string, string>> = {},
): Promise<OpenFunction> {
  const folders = new ArchiveFolders();
  const taskRoot = await folders.unpack(fn.name, fn.inputs["code"]);
  const logs: string[] = [];
  const { variables: declared = {} } = (fn.inputs["environment"] ?? {}) as { variables?: Record<string, string> };
  const environment = new Environment(
    {
      taskRoot,
      handler: String(fn.inputs["handler"]),
      runtime: String(fn.inputs["runtime"]),
      memorySize: 512,
      variables: { ...declared, ...variables },
    },
    (text) => logs.push(...text.trimEnd().split("\n")),
  );
  const stop = async () => {
    await environment.stop();
    await folders.remove();
  };
  const failure = await environment.init();
  if (failure !== undefined) {
    await stop();
    throw new Error(failure.errorMessage);
  }
  return {
    call: (event, { requestId = "00000000-0000-4000-8000-000000000000" } = {}) =>
      environment.invoke(message(event, requestId), callMillis),
    logs,
    stop,
  };
}

function message(event: unknown, requestId: string) {
  return {
    requestId,
    payload: JSON.stringify(event),
    deadline: Date.now() + callMillis,
    traceId: "",
    context: {
      functionName: "test",
      functionVersion: "1",
      invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:test:live",
      memoryLimitInMB: "512",
      logGroupName: "test",
      logStreamName: "test",
    },
  };
}
