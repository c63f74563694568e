import type { Program } from "@onemachine/local-cloud";

/** Physical names and ARNs with what they stand for, the longest first. */
function namesOf({ resources, location }: Program): [string, string][] {
  const found = resources.flatMap(({ name, type, state, id }) =>
    [...["executionArn", "arn", "name"].map((key) => state[key]), id]
      .filter((value): value is string => typeof value === "string" && value !== name && value.length > 4)
      .map((value): [string, string] => [value, `${type.split(":").at(-1)} ${name}`]),
  );
  return [...found.sort(([a], [b]) => b.length - a.length), [location.region, "REGION"]];
}

/** Writes logical names in the place of the physical ones of a program. */
export function naming(program: Program): (text: string) => string {
  const names = namesOf(program);
  return (text) => names.reduce((named, [physical, logical]) => named.replaceAll(physical, logical), text);
}
