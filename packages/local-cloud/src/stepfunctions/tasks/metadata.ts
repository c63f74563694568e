import type { JsonObject } from "../language/json";

/** Returns the metadata that optimized integrations add to a result (Developer Guide, "Optimizing integrations"). */
export function sdkMetadata(requestId: string, date: number): JsonObject {
  const headers = {
    "Content-Type": "application/json",
    Date: new Date(date).toUTCString(),
    "x-amzn-RequestId": requestId,
  };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
