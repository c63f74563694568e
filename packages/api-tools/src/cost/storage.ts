import { ofType, type Program } from "@onemachine/local-cloud";
import type { BilledAmount } from "./lines";
import type { Traffic } from "./traffic";

/** Returns what stored data costs without any request. */
export function storageAmounts({ resources }: Program, { storedGb, bucketGb }: Traffic): BilledAmount[] {
  const buckets = resources.filter(({ type }) => /^aws:s3\/bucket(?:V2)?:Bucket/.test(type));
  const objects: BilledAmount = { price: "objectStorage", quantity: buckets.length === 0 ? 0 : bucketGb };
  const tables = ofType(resources, "aws:dynamodb/table:Table");
  if (tables.length === 0) return [objects];
  const recovered = tables.filter(
    ({ inputs }) => (inputs["pointInTimeRecovery"] as { enabled?: boolean } | undefined)?.enabled === true,
  );
  return [
    objects,
    { price: "tableStorage", quantity: storedGb },
    { price: "pointInTimeRecovery", quantity: (storedGb * recovered.length) / tables.length },
  ];
}
