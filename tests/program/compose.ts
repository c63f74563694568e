import { storesOf } from "../../api/consumer/deliveries";
import { createBucketNotifications } from "../../api/functions/bucketNotifications";
import { provisionConcurrency, type ConcurrencySum } from "../../api/functions/concurrency";
import { ConsumerFunction } from "../../api/functions/consumerFunction";
import { RouteFunction } from "../../api/functions/routeFunction";
import { Access } from "../../api/gateway/access";
import { RestApi } from "../../api/gateway/restApi";
import { Identity } from "../../api/identity/identity";
import { createDeclared, encryptingServices } from "../../api/kinds/create";
import { packager } from "../../api/packaging/archive";
import { functionUnits } from "../../api/route/functionUnit";
import type { Resource } from "../../api/route/resource";
import { readSettings } from "../../api/settings";
import { createStack } from "../../api/shared/stack";
import { createValues } from "../../api/values/create";
import { allTasks } from "../../api/workflow/tasks";
import { Monitoring } from "../../monitoring";

/** Declares an API like the program's index.ts. */
export function declareApi(
  name: string,
  { routes, consumers, declarations: own }: Resource,
): { readonly concurrency: ConcurrencySum; readonly consumerNames: Readonly<Record<string, object>> } {
  const declarations = { ...own, ...storesOf(consumers) };
  const tasks = allTasks(declarations);
  const settings = readSettings(routes, { declarations, consumers: [...consumers, ...tasks] });
  const stack = createStack(settings, encryptingServices(declarations));
  const entries = [...routes, ...consumers, ...tasks];
  const values = createValues([...new Set(entries.flatMap((entry) => entry.values))], stack);
  const packUnit = packager();
  const { declared, workflows } = createDeclared(declarations, { stack, values, pack: packUnit, consumers });
  const functions = functionUnits(routes).map(
    (unit) => new RouteFunction(unit.name, { unit, code: packUnit(unit), declared, values, stack }, stack.options),
  );
  const eventFunctions = consumers.map(
    (consumer) =>
      new ConsumerFunction(
        consumer.name,
        { consumer, code: packUnit(consumer), declared, values, stack },
        stack.options,
      ),
  );
  createBucketNotifications(eventFunctions, declared, stack.options);
  const identity =
    settings.identity && new Identity("identity", { identity: settings.identity, routes, stack }, stack.options);
  const { restApi, stage, watched: api } = new RestApi(name, { functions, identity, stack }, stack.options);
  new Access("access", { restApi, stage, usagePlans: settings.usagePlans }, stack.options);
  const watched = {
    functions: functions.map((fn) => fn.watched),
    api,
    tables: [],
    consumers: eventFunctions.map((fn) => fn.watched),
    workflows: workflows.map((each) => each.watched),
  };
  new Monitoring(name, { ...watched, settings, customerKey: undefined }, stack.options);
  return {
    concurrency: provisionConcurrency(functions, settings),
    consumerNames: Object.fromEntries(eventFunctions.map((fn) => [fn.consumer.name, fn.names])),
  };
}
