/** How a task ends: with the response, with a nested execution, or with a callback. */
export type Pattern = "response" | "sync" | "sync:2" | "waitForTaskToken";

/** The Resource field of a task. */
export type TaskResource =
  | { readonly kind: "lambda"; readonly arn: string }
  | { readonly kind: "activity"; readonly arn: string }
  | {
      readonly kind: "service";
      /** `lambda`, or `aws-sdk:dynamodb`. */
      readonly service: string;
      /** `invoke`, `putItem`. */
      readonly action: string;
      readonly pattern: Pattern;
    };

/** Returns undefined for a text that is no ARN of a task. */
export function parseResource(text: string): TaskResource | undefined {
  const [, service, action, pattern] =
    /^arn:[\w-]+:states:[\w-]*:\d*:((?:aws-sdk:)?[\w-]+):(\w+)(?:\.(sync:2|sync|waitForTaskToken))?$/.exec(text) ?? [];
  if (/^arn:[\w-]+:states:[\w-]+:\d{12}:activity:.+$/.test(text)) return { kind: "activity", arn: text };
  if (/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:.+$/.test(text)) return { kind: "lambda", arn: text };
  if (service === undefined || action === undefined) return undefined;
  return { kind: "service", service, action, pattern: (pattern as Pattern | undefined) ?? "response" };
}
