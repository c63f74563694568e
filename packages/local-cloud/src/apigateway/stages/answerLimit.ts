import { internalServerError } from "../exchange/errors";
import { maxBodyBytes } from "./parse";

/**
 * @throws GatewayError for an answer above the payload limit, which holds in both directions (API Gateway quotas for REST
 * APIs, "Payload size"). Its execution log says "Execution failed due to configuration error: Integration response of
 * reported length 10548739 is larger than allowed maximum of 10485760 bytes." (AWS re:Post, "rest api payload max size with
 * compression").
 */
export function checkAnswerBytes(bytes: number): void {
  if (bytes <= maxBodyBytes) return;
  const reason = `Integration response of reported length ${bytes} is larger than allowed maximum of ${maxBodyBytes} bytes.`;
  throw internalServerError(500, reason, "API_CONFIGURATION_ERROR");
}
