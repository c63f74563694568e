import { validationError } from "../errors";

/**
 * An exact decimal number: `0.DIGITS × 10^exponent`. Zero has no digits and the exponent 0.
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

/** Parses a number. @throws ValidationException for other text, and for a number outside the supported range */
export function parseDecimal(text: string): Decimal {
  if (text === "") throw validationError("The parameter cannot be converted to a numeric value");
  const match = syntax.exec(text);
  const [, sign, whole = "", fraction = "", power = "0"] = match ?? [];
  if (match === null || whole.length + fraction.length === 0) {
    throw validationError(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  return checkRange(trimZeros(sign === "-", whole + fraction, whole.length + Number(power)));
}

/** Removes leading and trailing zeros. @param exponent position of the decimal point in `digits` */
function trimZeros(negative: boolean, digits: string, exponent: number): Decimal {
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === 48) start++;
  let end = digits.length;
  while (end > start && digits.charCodeAt(end - 1) === 48) end--;
  return start === end ? zero : { negative, digits: digits.slice(start, end), exponent: exponent - start };
}

function checkRange(decimal: Decimal): Decimal {
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

/** Formats a number without an exponent, as DynamoDB does. */
export function decimalText({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits + "0".repeat(exponent - digits.length);
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** Returns the canonical text of a number. @throws ValidationException */
export function normalizeNumber(text: string): string {
  // Short integers, the usual case, are canonical already.
  if (text.length < 16 && /^[1-9]\d*$/.test(text)) return text;
  return decimalText(parseDecimal(text));
}

/** Adds or subtracts two numbers. @throws ValidationException if the result is out of range */
export function addNumbers(left: string, right: string, sign: 1 | -1): string {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  const scale = Math.max(a.digits.length - a.exponent, b.digits.length - b.exponent);
  const sum = integerAt(a, scale) + BigInt(sign) * integerAt(b, scale);
  const negative = sum < 0n;
  const digits = (negative ? -sum : sum).toString();
  return decimalText(checkRange(trimZeros(negative, digits, digits.length - scale)));
}

/** Returns the number times 10^scale, which must be an integer. */
function integerAt({ negative, digits, exponent }: Decimal, scale: number): bigint {
  if (digits === "") return 0n;
  const value = BigInt(digits + "0".repeat(scale + exponent - digits.length));
  return negative ? -value : value;
}

/** Returns a value below, equal to or above zero if left is less than, equal to or greater than right. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  const a = encodeNumber(left);
  const b = encodeNumber(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Encodes a number as a text that sorts like the number, by code units.
 *
 * Layout: sign, exponent as one character, digits. Negative numbers have complemented exponents and digits.
 */
export function encodeNumber(text: string): string {
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
 * Returns the bytes of a number in an item.
 *
 * One byte, one for two digits on either side of the point, one for a minus sign. Measured at AWS's 400 KB limit
 * (public conformance suite nubo-db/dynamodb-conformance, 2026-08-18). The developer guide contains an approximation.
 */
export function numberSize(text: string): number {
  const { negative, digits, exponent } = parseDecimal(text);
  if (digits === "") return 1;
  const wholeDigits = Math.min(Math.max(exponent, 0), digits.length);
  const fractionDigits = digits.length - wholeDigits;
  return 1 + Math.ceil(wholeDigits / 2) + Math.ceil(fractionDigits / 2) + (negative ? 1 : 0);
}
