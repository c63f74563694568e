import { invalid, snsError } from "./errors";
import { isFifo } from "./arns";

/** SNS API reference, Subscribe. */
const protocols = ["http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"];

/** Form of each protocol's endpoint, and Subscribe's message for a wrong one. */
const forms: Readonly<Record<string, readonly [form: RegExp, refusal: string]>> = {
  http: [/^http:\/\//, "Endpoint must match the specified protocol"],
  // APIs of the program are served locally without TLS.
  https: [/^https:\/\/|^http:\/\/(?:localhost|[\d.]+|\[[\da-f:]+\])[:/]/, "Endpoint must match the specified protocol"],
  email: [/^[^@\s]+@[^@\s]+$/, "Email address"],
  "email-json": [/^[^@\s]+@[^@\s]+$/, "Email address"],
  sqs: [/^arn:[^:]+:sqs:[^:]*:[^:]*:/, "SQS endpoint ARN"],
  lambda: [/^arn:[^:]+:lambda:/, "Lambda endpoint ARN"],
  firehose: [/^arn:[^:]+:firehose:/, "Firehose endpoint ARN"],
};

/** E.164, also with punctuation that people write (recorded: test_subscribe_sms_obscure_phone_number). */
export function isPhoneNumber(text: string): boolean {
  return /^\+?[\d\s().\-/]{1,40}$/.test(text) && /^\d{1,15}$/.test(text.replace(/\D/g, ""));
}

/**
 * Checks protocol and endpoint of Subscribe.
 *
 * @param endpoint undefined for a value that is not known, such as an output of another provider.
 * @throws ServiceError
 */
export function checkEndpoint(protocol: string, endpoint: string | undefined, topicArn: string): void {
  if (!protocols.includes(protocol)) {
    throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  if (endpoint === undefined) return;
  if (protocol === "sms" && !isPhoneNumber(endpoint)) {
    throw snsError("InvalidParameter", `Invalid SMS endpoint: ${endpoint}`);
  }
  const [form, refusal] = forms[protocol] ?? [];
  if (form !== undefined && !form.test(endpoint)) throw invalid(refusal!);
  if (protocol === "sqs" && isFifo(endpoint) && !isFifo(topicArn)) {
    throw invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
  }
}

/** Returns whether a person must confirm a subscription, or an HTTP server. */
export function needsConfirmation(protocol: string): boolean {
  return ["http", "https", "email", "email-json"].includes(protocol);
}
