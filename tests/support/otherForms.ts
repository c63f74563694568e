/** Values of many forms, and how a sentence quotes them. Tests give them to a declaration in place of a value. */
export const otherForms: readonly (readonly [value: unknown, quoted: string])[] = [
  [null, "null"],
  [5, "5"],
  ["5", '"5"'],
  [true, "true"],
  [[], "[]"],
  [[5], "[5]"],
  [{ a: 1 }, '{"a":1}'],
  [() => 1, "a function"],
];
