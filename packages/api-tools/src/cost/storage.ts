import { ofType, type Program } from "@onemachine/local-cloud";
import type { BilledAmount } from "./lines";
import type { Traffic } from "./traffic";

/** Returns what stored data costs without any request. */
export function storageAmounts({ resources }: Program, { storedGb }: Traffic): BilledAmount[] {
  const tables = ofType(resources, "aws:dynamodb/table:Table");
  if (tables.length === 0) return [];
  const recovered = tables.filter(
    ({ inputs }) => (inputs["pointInTimeRecovery"] as { enabled?: boolean } | undefined)?.enabled === true,
  );
  return [
    { price: "tableStorage", quantity: storedGb },
    { price: "pointInTimeRecovery", quantity: (storedGb * recovered.length) / tables.length },
  ];
}
