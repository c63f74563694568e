let active = 0;
let scope: object = {};

/**
 * Runs a part of loading a program. Until it ends, values of `perLoad` are computed once: files that change meanwhile
 * belong to the next load.
 */
export async function duringLoad<T>(run: () => Promise<T>): Promise<T> {
  active += 1;
  try {
    return await run();
  } finally {
    active -= 1;
    scope = {};
  }
}

/** Returns a function that returns one value for each load, and a new value for each call outside a load. */
export function perLoad<T>(create: () => T): () => T {
  const values = new WeakMap<object, T>();
  return () => {
    if (active === 0) return create();
    const known = values.get(scope) ?? create();
    values.set(scope, known);
    return known;
  };
}
