/** The key of an interface that a service offers to others. */
export interface ServiceKey<T> {
  readonly name: string;
  /** Carries the type of the interface; never set. */
  readonly offers?: T;
}

export function serviceKey<T>(name: string): ServiceKey<T> {
  return { name };
}

/** The interfaces that the services of a run offer. They are looked up on use, so services can start in any order. */
export class ServiceRegistry {
  private readonly offered = new Map<string, unknown>();

  offer<T>({ name }: ServiceKey<T>, what: T): void {
    this.offered.set(name, what);
  }

  /** @throws Error if no service offers it; that is a defect of the local cloud. */
  use<T>({ name }: ServiceKey<T>): T {
    if (!this.offered.has(name)) throw new Error(`no service of this run offers ${name}`);
    return this.offered.get(name) as T;
  }

  /** Returns undefined if no service offers it. */
  find<T>({ name }: ServiceKey<T>): T | undefined {
    return this.offered.get(name) as T | undefined;
  }
}
