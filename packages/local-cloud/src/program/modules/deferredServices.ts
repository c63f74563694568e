type Services = Map<string, (() => void)[]>;

const key = Symbol.for("@onemachine/local-cloud.deferredServices");
const shared = globalThis as unknown as Record<symbol, Services | undefined>;

/**
 * Functions that load the folder of a service of AWS, keyed by folder. Each copy of @pulumi/aws has its own. All copies of
 * this module share them, because one copy may defer the services for a program that another copy loads.
 */
const services: Services = (shared[key] ??= new Map<string, (() => void)[]>());

/** @param folder such as `apigateway` */
export function deferService(folder: string, open: () => void): void {
  services.set(folder, [...(services.get(folder) ?? []), open]);
}

/**
 * Loads the service of a type, because Pulumi turns a reference to a resource into an object only if the module of its type
 * is loaded (runtime/rpc: getResourceModule).
 *
 * @param type such as `aws:apigateway/stage:Stage`
 */
export function loadServiceOf(type: string): void {
  const folder = /^aws:([^:/]+)/.exec(type)?.[1] ?? "";
  for (const open of services.get(folder) ?? []) open();
  services.delete(folder);
}
