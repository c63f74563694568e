import { functionNameOf, type Declared } from "@onemachine/local-cloud";

/** Returns the ARNs of the queues that receive what a function could not process. */
export function failureQueues(functionName: string, resources: readonly Declared[]): Set<unknown> {
  return new Set(
    resources.flatMap(({ type, state }): unknown[] => {
      const { destinationConfig, deadLetterConfig } = state as {
        destinationConfig?: { onFailure?: { destination?: string; destinationArn?: string } };
        deadLetterConfig?: { targetArn?: string };
      };
      const name = type === "aws:lambda/function:Function" ? state["name"] : state["functionName"];
      if (!type.startsWith("aws:lambda/") || functionNameOf(name) !== functionName) return [];
      const { destination, destinationArn } = destinationConfig?.onFailure ?? {};
      return [destination, destinationArn, deadLetterConfig?.targetArn].filter((arn) => arn !== undefined);
    }),
  );
}
