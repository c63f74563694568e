/** Names of Object.prototype, and of objects that JavaScript knows: ordinary names to a client. */
export const oddNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "isPrototypeOf",
  "__defineGetter__",
  "__lookupSetter__",
  "then",
  "length",
];
