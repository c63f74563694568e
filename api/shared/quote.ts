/** Returns a value for a message: JSON of at most 200 characters, and a word for what JSON cannot contain. */
export function quote(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "number" || value === undefined) return String(value);
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
