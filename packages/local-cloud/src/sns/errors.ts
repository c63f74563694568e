import { ServiceError } from "../kernel/protocols/jsonService";

/** HTTP statuses of error codes that are not 400 (SNS API model). */
const statuses: Readonly<Record<string, number>> = {
  AuthorizationError: 403,
  FilterPolicyLimitExceeded: 403,
  NotFound: 404,
  ResourceNotFound: 404,
};

export function snsError(code: string, message: string): ServiceError {
  return new ServiceError(code, message, { statusCode: statuses[code] ?? 400 });
}

/** @param detail what follows `Invalid parameter: ` */
export function invalid(detail: string): ServiceError {
  return snsError("InvalidParameter", `Invalid parameter: ${detail}`);
}

export function invalidAttributeValue(message: string): ServiceError {
  return snsError("ParameterValueInvalid", message);
}

export function topicNotFound(): ServiceError {
  return snsError("NotFound", "Topic does not exist");
}

export function subscriptionNotFound(): ServiceError {
  return snsError("NotFound", "Subscription does not exist");
}

/** The error of an absent required parameter. @param at its name in the API */
export function missing(at: string): ServiceError {
  const name = at.charAt(0).toLowerCase() + at.slice(1);
  const message = `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`;
  return snsError("ValidationError", message);
}
