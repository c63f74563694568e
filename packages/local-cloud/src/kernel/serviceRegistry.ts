/** The name of something that one service offers and others use. */
export interface ServiceKey<T> {
  readonly name: string;
  /** The type of what is offered; never set. */
  readonly offers?: T;
}

export function serviceKey<T>(name: string): ServiceKey<T> {
  return { name };
}

/** What the services of a run offer each other. Each is looked up when it is used, so their order is no matter. */
export class ServiceRegistry {
  private readonly offered = new Map<string, unknown>();

  offer<T>({ name }: ServiceKey<T>, what: T): void {
    this.offered.set(name, what);
  }

  /** @throws Error where no service of the run offers it: a defect of the run, never of a program. */
  use<T>({ name }: ServiceKey<T>): T {
    if (!this.offered.has(name)) throw new Error(`no service of this run offers ${name}`);
    return this.offered.get(name) as T;
  }

  /** Undefined where no service offers it. */
  find<T>({ name }: ServiceKey<T>): T | undefined {
    return this.offered.get(name) as T | undefined;
  }
}
