/** Names of Object.prototype and of special JavaScript objects, which clients may use as ordinary names. */
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
