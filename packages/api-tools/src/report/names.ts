import type { Program } from "@onemachine/local-cloud";

/** Pairs physical names and ARNs with logical names, longest first. */
function namesOf({ resources, location }: Program): [string, string][] {
  const found = resources.flatMap(({ name, type, state, id }) =>
    [...["executionArn", "arn", "name"].map((key) => state[key]), id]
      .filter((value): value is string => typeof value === "string" && value !== name && value.length > 4)
      .map((value): [string, string] => [value, `${type.split(":").at(-1)} ${name}`]),
  );
  return [...found.sort(([a], [b]) => b.length - a.length), [location.region, "REGION"]];
}

/** Returns a function that replaces a program's physical names by logical ones in a text. */
export function naming(program: Program): (text: string) => string {
  const names = namesOf(program);
  return (text) => names.reduce((named, [physical, logical]) => named.replaceAll(physical, logical), text);
}
