/** The name of something that one service offers and others use. */
export interface Port<T> {
  readonly name: string;
  /** Says which type stands behind the name; never set. */
  readonly offers?: T;
}

export function port<T>(name: string): Port<T> {
  return { name };
}

/** What the services of a run offer each other. Each is looked up when it is used, so their order is no matter. */
export class Ports {
  private readonly offered = new Map<string, unknown>();

  offer<T>({ name }: Port<T>, what: T): void {
    this.offered.set(name, what);
  }

  /** @throws Error where no service of the run offers it: a defect of the run, never of a program. */
  use<T>({ name }: Port<T>): T {
    if (!this.offered.has(name)) throw new Error(`no service of this run offers ${name}`);
    return this.offered.get(name) as T;
  }

  /** Undefined where no service offers it. */
  find<T>({ name }: Port<T>): T | undefined {
    return this.offered.get(name) as T | undefined;
  }
}
