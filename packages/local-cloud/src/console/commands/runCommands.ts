import { checkScale, ScaledClock, type Clock } from "../../kernel/clock";
import { UserError } from "../../kernel/errors";
import { operator } from "../../kernel/identity";
import { authorizer } from "../../kernel/interfaces/authorization";
import { alarms } from "../../kernel/interfaces/monitoring";
import type { Run } from "../../kernel/service";
import { userPools } from "../../kernel/interfaces/userPools";
import type { CommandInput } from "../commandInput";

const alarmStates = ["ALARM", "OK", "INSUFFICIENT_DATA"] as const;

/** Sets the state of an alarm, as CloudWatch's SetAlarmState does. @throws UserError */
export function setAlarm({ registry }: Run, { alarm: label, state }: CommandInput): object {
  const live = registry.use(alarms);
  const alarm = live.descriptions.find((each) => each.label === label);
  if (alarm === undefined) throw new UserError(`the program declares no alarm ${JSON.stringify(label)}`);
  if (!alarmStates.some((each) => each === state)) {
    throw new UserError(`${JSON.stringify(state)} is not an alarm state; the states are ${alarmStates.join(", ")}`);
  }
  live.setState(alarm.name, String(state), "set by hand in the console");
  return {};
}

/** Issues a token of a user pool. @throws UserError */
export function issueToken({ registry }: Run, given: CommandInput): object {
  const { pool, audience, scopes = [], expiresSeconds = 3600, user = "somebody" } = given;
  const isText = (value: unknown): value is string => typeof value === "string";
  if (!Array.isArray(scopes) || !scopes.every(isText) || !isText(user) || !isLifetime(expiresSeconds)) {
    throw new UserError(
      "a token needs scopes, a list of strings; expiresSeconds, a number up to 31536000; and user, a string",
    );
  }
  const named = (name: unknown) => (isText(name) ? name : undefined);
  const order = { scopes, expiresSeconds, user, pool: named(pool), audience: named(audience) };
  return { token: registry.use(userPools).issue(order) };
}

/**
 * Returns environment variables with which the AWS CLI and SDKs call this run as an operator, and the outputs of the
 * stack that are not secret.
 */
export function issueCredentials({ registry, functionVariables, location }: Run, outputs: object): object {
  const { accessKeyId, secretAccessKey, sessionToken } = registry.use(authorizer).credentialsFor(operator);
  return {
    variables: {
      ...functionVariables,
      AWS_REGION: location.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
    outputs,
  };
}

/** Sets how fast the clock runs. @throws UserError */
export function setScale(clock: Clock, { scale }: CommandInput): object {
  if (!(clock instanceof ScaledClock)) throw new UserError("the clock of this run cannot be changed");
  const wanted = typeof scale === "number" ? scale : NaN;
  checkScale(wanted, "the time scale");
  clock.scale = wanted;
  return {};
}

/** Accepts seconds up to one year; negative for an expired token. */
function isLifetime(seconds: unknown): seconds is number {
  return typeof seconds === "number" && Math.abs(seconds) <= 31_536_000;
}
