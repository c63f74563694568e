import type { EdgeRequestFact } from "../kernel/facts/edgeFacts";
import type { MetricValue } from "../kernel/interfaces/monitoring";

/**
 * CloudFront Developer Guide, "Types of metrics for CloudFront". Error rates are percentages. Downloaded bytes are those of
 * GET and HEAD requests, uploaded ones those of POST and PUT.
 */
export function edgeMetrics({
  distributionId,
  method,
  status,
  bytesDown,
  bytesUp,
}: EdgeRequestFact): Omit<MetricValue, "at">[] {
  const dimensions = { DistributionId: distributionId, Region: "Global" };
  const values = {
    Requests: 1,
    BytesDownloaded: ["GET", "HEAD"].includes(method) ? bytesDown : 0,
    BytesUploaded: ["POST", "PUT"].includes(method) ? bytesUp : 0,
    "4xxErrorRate": status >= 400 && status < 500 ? 100 : 0,
    "5xxErrorRate": status >= 500 ? 100 : 0,
    TotalErrorRate: status >= 400 ? 100 : 0,
  };
  return Object.entries(values).map(([name, value]) => ({ namespace: "AWS/CloudFront", name, dimensions, value }));
}
