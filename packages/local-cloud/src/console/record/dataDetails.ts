import type { StoredCall } from "./truncate";
import type { Span } from "../wire";

/** Returns the details of a data call for the page. */
export function dataDetails(fact: StoredCall): Span["details"] {
  const { status, errorType, consumed, allowedBy, denial, asked, fault } = fact;
  const capacity = Object.values(consumed).reduce((sum, units) => sum + units, 0);
  return [
    ["status", errorType === undefined ? String(status) : `${status} ${errorType}`],
    ...asked,
    ...(capacity === 0 ? [] : [["capacity units", String(capacity)] as const]),
    ...(allowedBy === undefined ? [] : [["allowed by", allowedBy] as const]),
    ...(denial === undefined ? [] : [["denied", denial] as const]),
    ...(fault === undefined ? [] : [["fault", fault] as const]),
  ];
}
