import { randomInt } from "node:crypto";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";

/** Kinds of characters (Secrets Manager API Reference, GetRandomPassword). */
const kinds = {
  ExcludeLowercase: "abcdefghijklmnopqrstuvwxyz",
  ExcludeUppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  ExcludeNumbers: "0123456789",
  ExcludePunctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
};

const defaultLength = 32;
const maxLength = 4_096;

/** Returns a password with at least one character of each kind, unless the input excludes that. @throws ServiceError */
export function randomPassword(input: JsonInput): string {
  const {
    PasswordLength = defaultLength,
    ExcludeCharacters = "",
    IncludeSpace,
    RequireEachIncludedType = true,
  } = input;
  const length = Number(PasswordLength);
  const excluded = new Set(String(ExcludeCharacters));
  const included = Object.entries(kinds)
    .filter(([option]) => input[option] !== true)
    .map(([, characters]) => [...characters].filter((character) => !excluded.has(character)))
    .filter((characters) => characters.length > 0);
  const all = [...included.flat(), ...(IncludeSpace === true ? [" "] : [])];
  const required = RequireEachIncludedType === true ? included : [];
  if (
    !(Number.isInteger(length) && length >= 1 && length <= maxLength && length >= required.length) ||
    all.length === 0
  ) {
    const message = "The password length is invalid, or the excluded characters leave no character to use.";
    throw new ServiceError("InvalidParameterException", message);
  }
  const characters = required.map((each) => each[randomInt(each.length)]!);
  while (characters.length < length) characters.push(all[randomInt(all.length)]!);
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other]!, characters[last]!];
  }
  return characters.join("");
}
