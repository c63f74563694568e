import { ofType, type Declared } from "@onemachine/local-cloud";

/** Executions that Lambda keeps for functions without a reservation (Lambda Developer Guide, "Configuring reserved concurrency"). */
export const keptUnreserved = 100;

/** Concurrent executions of the account that functions take: those reserved, or else those provisioned. */
export function concurrencyTaken(resources: readonly Declared[]): number {
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
