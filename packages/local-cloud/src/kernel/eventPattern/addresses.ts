import { isIPv6 } from "node:net";
import { PatternError } from "./patternError";

/** An IP address as a number, with its length in bits. */
export interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

const maxTextLength = 64;

/** Returns the address of a text; undefined if it is no IPv4 or IPv6 address. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > maxTextLength) return undefined;
  if (/^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/.test(text)) {
    const bytes = text.split(".").map(Number);
    if (bytes.some((byte) => byte > 255)) return undefined;
    return { value: bytes.reduce((all, byte) => all * 256n + BigInt(byte), 0n), bits: 32 };
  }
  if (!/^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/.test(text) || !isIPv6(text)) return undefined;
  const [before = "", after] = text.split("::");
  const [left, right] = [groupsOf(before), groupsOf(after ?? "")];
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return { value: BigInt(`0x${groups.map((group) => group.padStart(4, "0")).join("")}`), bits: 128 };
}

function groupsOf(part: string): string[] {
  return part === "" ? [] : part.split(":");
}

export interface AddressRange {
  readonly from: bigint;
  readonly to: bigint;
  readonly bits: 32 | 128;
}

/** Parses `10.0.0.0/24`. As in event-ruler, the range begins at the address itself. @throws PatternError */
export function parseCidr(text: string): AddressRange {
  const parts = text.split("/");
  if (parts.length !== 2) throw new PatternError("Malformed CIDR, one '/' required");
  const [ip = "", mask = ""] = parts;
  if (!/^[+-]?[0-9]{1,9}$/.test(mask)) throw new PatternError("Malformed CIDR, mask bits must be an integer");
  const maskBits = Number(mask);
  if (maskBits < 0) throw new PatternError("Malformed CIDR, mask bits must not be negative");
  const address = parseAddress(ip);
  if (address === undefined) throw new PatternError(`Nonstandard IP address: ${ip}`);
  if (address.bits === 32 && maskBits > 31) throw new PatternError("IPv4 mask bits must be < 32");
  if (address.bits === 128 && maskBits > 127) throw new PatternError("IPv6 mask bits must be < 128");
  const host = (1n << BigInt(address.bits - maskBits)) - 1n;
  return { from: address.value, to: address.value | host, bits: address.bits };
}
