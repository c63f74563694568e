import { internalServerError } from "../exchange/errors";
import { maxBodyBytes } from "./parse";

/**
 * Rejects an answer above the payload limit, which applies to requests and answers (API Gateway quotas for REST APIs,
 * "Payload size"). The reason is the text of AWS's execution log: "Integration response of reported length 10548739 is
 * larger than allowed maximum of 10485760 bytes." (AWS re:Post, "rest api payload max size with compression").
 *
 * @throws GatewayError API_CONFIGURATION_ERROR
 */
export function checkAnswerBytes(bytes: number): void {
  if (bytes <= maxBodyBytes) return;
  const reason = `Integration response of reported length ${bytes} is larger than allowed maximum of ${maxBodyBytes} bytes.`;
  throw internalServerError(500, reason, "API_CONFIGURATION_ERROR");
}
