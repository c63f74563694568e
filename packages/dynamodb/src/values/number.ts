import { validationError } from "../errors";

/**
 * A decimal number without loss: `0.DIGITS × 10^exponent`.
 *
 * Zero has no digits and the exponent 0.
 */
export interface Decimal {
  readonly negative: boolean;
  /** Without leading and trailing zeros. */
  readonly digits: string;
  readonly exponent: number;
}

/** Naming rules and data types, "Number": 38 digits, magnitudes from 1E-130 to 9.99…E+125. */
const maxDigits = 38;
const maxExponent = 126;
const minExponent = -129;

const syntax = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

const zero: Decimal = { negative: false, digits: "", exponent: 0 };

/** @throws ValidationException for a text that is no number, and for one outside the supported range. */
export function parseDecimal(text: string): Decimal {
  if (text === "") throw validationError("The parameter cannot be converted to a numeric value");
  const match = syntax.exec(text);
  const [, sign, whole = "", fraction = "", power = "0"] = match ?? [];
  if (match === null || whole.length + fraction.length === 0) {
    throw validationError(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  return inRange(normalized(sign === "-", whole + fraction, whole.length + Number(power)));
}

/** Puts digits into canonical form. @param exponent position of the decimal point in `digits`. */
function normalized(negative: boolean, digits: string, exponent: number): Decimal {
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === 48) start++;
  let end = digits.length;
  while (end > start && digits.charCodeAt(end - 1) === 48) end--;
  return start === end ? zero : { negative, digits: digits.slice(start, end), exponent: exponent - start };
}

function inRange(decimal: Decimal): Decimal {
  if (decimal.exponent > maxExponent) {
    throw validationError("Number overflow. Attempting to store a number with magnitude larger than supported range");
  }
  if (decimal.exponent < minExponent) {
    throw validationError("Number underflow. Attempting to store a number with magnitude smaller than supported range");
  }
  if (decimal.digits.length > maxDigits) {
    throw validationError("Attempting to store more than 38 significant digits in a Number");
  }
  return decimal;
}

/** Plain notation without an exponent, as DynamoDB returns numbers. */
export function decimalText({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits + "0".repeat(exponent - digits.length);
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** @returns the canonical text of a number. @throws ValidationException */
export function normalizeNumber(text: string): string {
  // Short integers, the usual case, are canonical already.
  if (text.length < 16 && /^[1-9]\d*$/.test(text)) return text;
  return decimalText(parseDecimal(text));
}

/** Sum or difference of two numbers. @throws ValidationException when it is out of range. */
export function addNumbers(left: string, right: string, sign: 1 | -1): string {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  const scale = Math.max(a.digits.length - a.exponent, b.digits.length - b.exponent);
  const sum = integerAt(a, scale) + BigInt(sign) * integerAt(b, scale);
  const negative = sum < 0n;
  const digits = (negative ? -sum : sum).toString();
  return decimalText(inRange(normalized(negative, digits, digits.length - scale)));
}

/** The number times 10^scale, where that is an integer. */
function integerAt({ negative, digits, exponent }: Decimal, scale: number): bigint {
  if (digits === "") return 0n;
  const value = BigInt(digits + "0".repeat(scale + exponent - digits.length));
  return negative ? -value : value;
}

/** @returns below, equal to or above zero, as the first number relates to the second. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  const a = orderedNumber(left);
  const b = orderedNumber(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Text whose order by code units is the order of the numbers.
 *
 * Layout: sign, exponent as one character, digits; for negative numbers exponent and digits are complemented.
 */
export function orderedNumber(text: string): string {
  const { negative, digits, exponent } = parseDecimal(text);
  if (digits === "") return "1";
  if (!negative) return `2${exponentCharacters(exponent)}${digits}`;
  let complement = "";
  for (let index = 0; index < digits.length; index++) {
    complement += String.fromCharCode(57 - digits.charCodeAt(index) + 48);
  }
  return `0${exponentCharacters(-exponent)}${complement}~`;
}

function exponentCharacters(exponent: number): string {
  return String(exponent + 500);
}

/**
 * Bytes that a number takes in an item.
 *
 * One byte, one for two digits on either side of the point, one for a minus sign. Measured at the 400 KB limit of AWS
 * (public conformance suite nubo-db/dynamodb-conformance, 2026-08-18); the developer guide only approximates it.
 */
export function numberSize(text: string): number {
  const { negative, digits, exponent } = parseDecimal(text);
  if (digits === "") return 1;
  const wholeDigits = Math.min(Math.max(exponent, 0), digits.length);
  const fractionDigits = digits.length - wholeDigits;
  return 1 + Math.ceil(wholeDigits / 2) + Math.ceil(fractionDigits / 2) + (negative ? 1 : 0);
}
