import { objectsOf } from "../../kernel/checks";
import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import type { MachineAlias, MachineRecord } from "../executions/records";
import { checkValue, invalid } from "./input";

/** Names of aliases (API reference, CreateStateMachineAlias). */
export const aliasName = "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$";

/** Most versions of an alias (API reference, CreateStateMachineAlias). */
const maxRoutes = 2;

type Routes = MachineAlias["routes"];

/**
 * Returns the routes of an alias. The messages are those of LocalStack's snapshots
 * `test_error_create_alias_invalid_router_configs`.
 *
 * @throws ServiceError
 */
export function routesOf(input: JsonInput): Routes {
  const items = objectsOf(input, "routingConfiguration").map(({ stateMachineVersionArn, weight }) => ({
    arn: String(stateMachineVersionArn),
    weight: Number(weight),
  }));
  const shown = items.map(
    ({ arn, weight }) => `RoutingConfigurationListItem(stateMachineVersionArn=${arn}, weight=${String(weight)})`,
  );
  checkValue(items, "routingConfiguration", { type: "list", min: 1, max: maxRoutes, shown: `[${shown.join(", ")}]` });
  for (const [index, { weight }] of items.entries()) {
    const at = `routingConfiguration.${String(index + 1)}.member.weight`;
    checkValue(weight, at, { min: 0, max: 100, type: "integer" });
  }
  const arns = items.map(({ arn }) => arn);
  const received = `Received: [${arns.join(", ")}]`;
  const versions = arns.map((arn) => /:stateMachine:[^:]+:(\d+)$/.exec(arn)?.[1]);
  if (versions.includes(undefined)) {
    throw invalid(`Routing configuration must contain state machine version ARNs. ${received}`);
  }
  if (new Set(arns).size < arns.length) {
    throw invalid(`Routing configuration must contain distinct state machine version ARNs. ${received}`);
  }
  const weights = items.map(({ weight }) => weight);
  if (weights.reduce((sum, each) => sum + each, 0) !== 100) {
    throw invalid(`Sum of routing configuration weights must equal 100. Received: [${weights.join(", ")}]`);
  }
  return items.map(({ weight }, index) => ({ version: Number(versions[index]), weight }));
}

/** A repeated CreateStateMachineAlias succeeds if nothing differs. @throws ServiceError */
export function checkSameAlias(
  known: MachineAlias,
  { description, routes }: Pick<MachineAlias, "description" | "routes">,
) {
  const isSame = JSON.stringify([known.description, known.routes]) === JSON.stringify([description, routes]);
  if (isSame) return;
  const message =
    "Failed to create alias because an alias with the same name and a different routing configuration already exists.";
  throw new ServiceError("ConflictException", message);
}

/** @throws ServiceError for a version that an alias refers to */
export function checkUnused({ aliases }: MachineRecord, version: string): void {
  const users = aliases.filter(({ routes }) => routes.some((route) => String(route.version) === version));
  if (users.length === 0) return;
  const names = users.map(({ name }) => name).join(", ");
  const rule = "Version to be deleted must not be referenced by an alias.";
  throw new ServiceError("ConflictException", `${rule} Current list of aliases referencing this version: [${names}]`);
}
