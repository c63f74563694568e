interface Named {
  /** Name, ARN or partial ARN, with or without qualifier. */
  readonly functionName: string;
}

/** Groups: the name and the qualifier (API model of Lambda, NamespacedFunctionName). */
const reference = /^(?:arn:[^:]*:lambda:)?(?:[a-z]{2,4}(?:-[a-z]+)+-\d:)?(?:\d{12}:)?(?:function:)?([^:]+)(?::(.+))?$/;

/** Returns the name of a function, without ARN and qualifier. */
export function nameOf({ functionName }: Named): string {
  return reference.exec(functionName)?.[1] ?? functionName;
}

export function qualifierOf({ functionName }: Named): string | undefined {
  return reference.exec(functionName)?.[2];
}
