import { matches, type EventPattern } from "../kernel/eventPattern";

/** Returns whether a record passes the filters. A record passes if there are none. */
export function passesFilters(filters: readonly EventPattern[], record: object): boolean {
  if (filters.length === 0) return true;
  const text = JSON.stringify(record);
  return filters.some((filter) => matches(filter, text));
}

/**
 * Returns the form of a queue's record for filters: a body that is JSON is matched by its content (Lambda Developer
 * Guide, "Using event filtering with an Amazon SQS event source").
 */
export function filteredForm(record: { readonly body: string }): object {
  try {
    const body: unknown = JSON.parse(record.body);
    return typeof body === "object" && body !== null ? { ...record, body } : record;
  } catch {
    return record;
  }
}
