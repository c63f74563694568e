/** Header lines in their order. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** Returns the values of a header, joined by commas; undefined if it is absent. */
export function headerOf(lines: HeaderLines, name: string): string | undefined {
  const values = lines.filter(([each]) => isSame(each, name)).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

/** Returns the lines without the named headers. */
export function withoutHeaders(lines: HeaderLines, names: readonly string[]): HeaderLines {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  return lines.filter(([name]) => !dropped.has(name.toLowerCase()));
}

/** Returns the lines with one value of a header. */
export function withHeader(lines: HeaderLines, name: string, value: string): HeaderLines {
  return [...withoutHeaders(lines, [name]), [name, value]];
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * Headers of one connection (RFC 9110, 7.6.1), and what CloudFront removes from answers beside them (CloudFront
 * Developer Guide, "How CloudFront processes responses from your custom origin").
 */
export const hopByHop: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
