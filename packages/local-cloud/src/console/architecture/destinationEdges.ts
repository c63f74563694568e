import { knownText, objectOf } from "../../kernel/checks";
import { ofType, type Declared, type Properties } from "../../kernel/resources";
import type { ArnEdge } from "./eventEdges";

const resultTypes = ["onSuccess", "onFailure"] as const;

/** Returns the edges from functions to the destinations of asynchronous calls, batches and dead letters. */
export function destinationEdges(
  resources: readonly Declared[],
  arnOfFunction: (name: string) => string,
): readonly ArnEdge[] {
  const from = (state: Properties) => arnOfFunction(nameOf(String(state["functionName"])));
  const ofCalls = ofType(resources, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").flatMap(
    ({ state }) =>
      resultTypes.flatMap((on) => {
        const to = knownText(objectOf(objectOf(state, "destinationConfig"), on), "destination");
        return to === undefined ? [] : [{ from: from(state), to, label: on }];
      }),
  );
  const ofBatches = ofType(resources, "aws:lambda/eventSourceMapping:EventSourceMapping").flatMap(({ state }) => {
    const to = knownText(objectOf(objectOf(state, "destinationConfig"), "onFailure"), "destinationArn");
    return to === undefined ? [] : [{ from: from(state), to, label: "failed batches" }];
  });
  const ofLetters = ofType(resources, "aws:lambda/function:Function").flatMap(({ state }) => {
    const to = knownText(objectOf(state, "deadLetterConfig"), "targetArn");
    return to === undefined ? [] : [{ from: String(state["arn"]), to, label: "dead letters" }];
  });
  return [...ofCalls, ...ofBatches, ...ofLetters];
}

/** Returns the name in a function's name or ARN, without a qualifier. */
function nameOf(functionName: string): string {
  return functionName.replace(/^.*:function:/, "").split(":")[0]!;
}
