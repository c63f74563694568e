import { UserError } from "../kernel/errors";
import type { AlarmState } from "./evaluate";

/** The rule of a composite alarm: returns whether it holds for the states of other alarms, by name or ARN. */
export type AlarmRule = (stateOf: (alarm: string) => AlarmState | undefined) => boolean;

/**
 * Parses a rule such as `ALARM("a") OR (NOT OK(b) AND TRUE)` (CloudWatch API reference, PutCompositeAlarm, AlarmRule).
 *
 * @param label name of the alarm, for error messages.
 * @throws UserError
 */
export function parseRule(label: string, text: string): AlarmRule {
  const tokens = text.match(/"[^"]*"|[()]|[^\s()"]+/g) ?? [];
  let position = 0;
  const wrong = () => new UserError(`composite alarm ${label}: its rule ${JSON.stringify(text)} is not valid`);
  const take = (token: string) => {
    if (tokens[position] !== token) return false;
    position += 1;
    return true;
  };

  const either = (): AlarmRule => {
    const parts = [both()];
    while (take("OR")) parts.push(both());
    return (stateOf) => parts.some((part) => part(stateOf));
  };
  const both = (): AlarmRule => {
    const parts = [one()];
    while (take("AND")) parts.push(one());
    return (stateOf) => parts.every((part) => part(stateOf));
  };
  const one = (): AlarmRule => {
    if (take("NOT")) {
      const inner = one();
      return (stateOf) => !inner(stateOf);
    }
    if (take("TRUE")) return () => true;
    if (take("FALSE")) return () => false;
    if (take("(")) {
      const inner = either();
      if (!take(")")) throw wrong();
      return inner;
    }
    return named();
  };
  const named = (): AlarmRule => {
    const state = tokens[position];
    if (state !== "ALARM" && state !== "OK" && state !== "INSUFFICIENT_DATA") throw wrong();
    position += 1;
    if (!take("(")) throw wrong();
    const alarm = (tokens[position] ?? "").replace(/^"(.*)"$/, "$1");
    position += 1;
    if (!take(")")) throw wrong();
    return (stateOf) => stateOf(alarm) === state;
  };

  const rule = either();
  if (position < tokens.length) throw wrong();
  return rule;
}
