import { matches, replace, split } from "./javaRegex";
import { equal } from "./operators";
import { signatures, type Methods } from "./signatures";
import { VelocityError } from "./syntax";

const on = signatures<string>();

/** java.lang.String. */
export const textMethods: Methods<string> = new Map([
  ["length", [on([], (self) => self.length)]],
  ["isEmpty", [on([], (self) => self === "")]],
  ["trim", [on([], (self) => self.replace(/^[\0- ]+|[\0- ]+$/g, ""))]],
  ["toLowerCase", [on([], (self) => self.toLowerCase())]],
  ["toUpperCase", [on([], (self) => self.toUpperCase())]],
  ["hashCode", [on([], hashCode)]],
  ["concat", [on(["text"], (self, other) => self + other)]],
  ["contains", [on(["text"], (self, part) => self.includes(part))]],
  [
    "startsWith",
    [
      on(["text"], (self, part) => self.startsWith(part)),
      on(["text", "whole"], (self, part, from) => from >= 0 && self.slice(from).startsWith(part)),
    ],
  ],
  ["endsWith", [on(["text"], (self, part) => self.endsWith(part))]],
  [
    "indexOf",
    [
      on(["text"], (self, part) => self.indexOf(part)),
      on(["text", "whole"], (self, part, from) => self.indexOf(part, from)),
    ],
  ],
  [
    "lastIndexOf",
    [
      on(["text"], (self, part) => self.lastIndexOf(part)),
      on(["text", "whole"], (self, part, from) => (from < 0 ? -1 : self.lastIndexOf(part, from))),
    ],
  ],
  [
    "substring",
    [
      on(["whole"], (self, from) => substring(self, from, self.length)),
      on(["whole", "whole"], (self, from, to) => substring(self, from, to)),
    ],
  ],
  ["charAt", [on(["whole"], (self, index) => substring(self, index, index + 1))]],
  ["equals", [on(["any"], equal)]],
  ["equalsIgnoreCase", [on(["any"], equalsIgnoreCase)]],
  ["compareTo", [on(["any"], (self, other) => compareTo(self, comparable(other)))]],
  ["compareToIgnoreCase", [on(["text"], (self, other) => compareTo(foldCase(self), foldCase(other)))]],
  ["matches", [on(["text"], (self, pattern) => matches(self, pattern))]],
  ["replace", [on(["text", "text"], (self, part, other) => self.replaceAll(part, () => other))]],
  ["replaceAll", [on(["text", "text"], (self, pattern, other) => replace(self, pattern, [other, "g"]))]],
  ["replaceFirst", [on(["text", "text"], (self, pattern, other) => replace(self, pattern, [other, ""]))]],
  [
    "split",
    [
      on(["text"], (self, pattern) => split(self, pattern)),
      on(["text", "whole"], (self, pattern, limit) => split(self, pattern, limit)),
    ],
  ],
]);

function substring(text: string, from: number, to: number): string {
  if (from < 0 || to > text.length || from > to)
    throw new VelocityError(`begin ${from}, end ${to}, length ${text.length}`);
  return text.slice(from, to);
}

/** Accepts only strings and null, like Java's method. */
function equalsIgnoreCase(self: string, other: unknown): boolean | undefined {
  if (other !== undefined && typeof other !== "string") return undefined;
  return other !== undefined && foldCase(self) === foldCase(other);
}

function comparable(other: unknown): string {
  if (typeof other !== "string") throw new VelocityError("A string can only be compared with a string");
  return other;
}

function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function compareTo(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index++) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function hashCode(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
