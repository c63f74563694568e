import type { EventScene } from "./eventScene";

type Value = Readonly<Record<string, any>>;

/** The end of an execution in the form of a case's expectation. */
export async function endedExecution(scene: EventScene, executionArn: string): Promise<Value> {
  const { clock } = scene;
  let described: Value = {};
  for (const end = clock.now() + 900_000; clock.now() < end; await clock.pass(100)) {
    const { output } = await scene.call("stepfunctions:DescribeExecution", { executionArn });
    described = output as Value;
    if (described["status"] !== "RUNNING") break;
  }
  const events = await eventsOf(scene, executionArn);
  const { status, output, error, cause } = described;
  return {
    ...{ status, error, cause },
    output: output === undefined ? undefined : (JSON.parse(output as string) as unknown),
    history: events.map(typeOf),
    assigned: assignedIn(events),
  };
}

async function eventsOf(scene: EventScene, executionArn: string): Promise<Value[]> {
  const events: Value[] = [];
  let nextToken: string | undefined;
  do {
    const input = { executionArn, maxResults: 1_000, ...(nextToken === undefined ? {} : { nextToken }) };
    const { output } = await scene.call("stepfunctions:GetExecutionHistory", input);
    const page = output as { events: Value[]; nextToken?: string };
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

function typeOf({ type, stateEnteredEventDetails: entered, stateExitedEventDetails: exited }: Value): string {
  const name = (entered ?? exited)?.name as string | undefined;
  return name === undefined ? (type as string) : `${type as string}:${name}`;
}

function assignedIn(events: readonly Value[]): Value {
  const exits = events.flatMap(({ stateExitedEventDetails }) => (stateExitedEventDetails as Value | undefined) ?? []);
  return Object.fromEntries(
    exits
      .filter(({ assignedVariables }) => assignedVariables !== undefined)
      .map(({ name, assignedVariables }) => [name as string, parsed(assignedVariables as Record<string, string>)]),
  );
}

function parsed(variables: Readonly<Record<string, string>>): Value {
  return Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, JSON.parse(text) as unknown]));
}
