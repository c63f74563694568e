import { ofType, type Declared } from "@onemachine/local-cloud";

/** Executions that Lambda never lets functions reserve (Lambda Developer Guide, "Configuring reserved concurrency"). */
export const unreservedMinimum = 100;

/** Sums the functions' reserved concurrency, or their provisioned concurrency if they reserve none. */
export function sumConcurrency(resources: readonly Declared[]): number {
  const number = (value: unknown) => (typeof value === "number" && value > 0 ? value : 0);
  const provisioned = new Map<unknown, number>();
  for (const { inputs } of ofType(resources, provisionedType)) {
    provisioned.set(inputs["functionName"], number(inputs["provisionedConcurrentExecutions"]));
  }
  for (const { inputs } of ofType(resources, "aws:appautoscaling/target:Target")) {
    // `function:NAME:ALIAS`
    provisioned.set(String(inputs["resourceId"]).split(":")[1], number(inputs["maxCapacity"]));
  }
  return ofType(resources, "aws:lambda/function:Function").reduce(
    (sum, { inputs, state }) =>
      sum + (number(inputs["reservedConcurrentExecutions"]) || (provisioned.get(state["name"]) ?? 0)),
    0,
  );
}

const provisionedType = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
