interface Named {
  /** Name or ARN, with or without qualifier. */
  readonly functionName: string;
}

/** Returns the name of a function, without ARN and qualifier. */
export function nameOf({ functionName }: Named): string {
  return functionName.replace(/^.*:function:/, "").split(":")[0]!;
}

export function qualifierOf({ functionName }: Named): string | undefined {
  return functionName.replace(/^.*:function:/, "").split(":")[1];
}
