import type { EdgeRequestFact } from "../kernel/edgeFacts";
import type { MetricValue } from "../kernel/monitoring";

/** CloudFront Developer Guide, "View CloudFront and edge function metrics". Error rates are percentages. */
export function edgeMetrics({
  distributionId,
  status,
  bytesDown,
  bytesUp,
}: EdgeRequestFact): Omit<MetricValue, "at">[] {
  const dimensions = { DistributionId: distributionId, Region: "Global" };
  const values = {
    Requests: 1,
    BytesDownloaded: bytesDown,
    BytesUploaded: bytesUp,
    "4xxErrorRate": status >= 400 && status < 500 ? 100 : 0,
    "5xxErrorRate": status >= 500 ? 100 : 0,
    TotalErrorRate: status >= 400 ? 100 : 0,
  };
  return Object.entries(values).map(([name, value]) => ({ namespace: "AWS/CloudFront", name, dimensions, value }));
}
