/** A log line with the fields that Logs Insights discovers. */
export type Row = Readonly<Record<string, unknown>>;

/** Discovers the fields of a log line: those of its JSON, or of Lambda's REPORT (Logs Insights, "Supported logs"). */
export function parseRow(log: string, text: string, at: number): Row {
  const common = { "@timestamp": at, "@log": log, "@message": text };
  if (text.startsWith("{")) return { ...common, ...(JSON.parse(text) as object) };
  const type = /^(START|END|REPORT) RequestId/.exec(text)?.[1];
  const init = /Init Duration: ([\d.]+) ms/.exec(text)?.[1];
  return { ...common, ...(type && { "@type": type }), ...(init && { "@initDuration": Number(init) }) };
}

/**
 * Runs a Logs Insights query with the commands of the saved queries: fields, filter with `=`, ispresent and `and`, stats
 * with count, avg and max, sort, limit. @throws Error for other commands
 */
export function runQuery(query: string, rows: readonly Row[]): Row[] {
  return query
    .split("|")
    .map((command) => command.trim())
    .reduce<Row[]>(
      (left, command) => {
        const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/s.exec(command) ?? [];
        const run = Object.hasOwn(commands, name) ? commands[name] : undefined;
        if (run === undefined) throw new Error(`${command}: this command is not implemented`);
        return run(rest.trim(), left);
      },
      [...rows],
    );
}

const commands: Readonly<Record<string, (rest: string, rows: readonly Row[]) => Row[]>> = {
  // Selects displayed fields, and does not filter rows.
  fields: (_, rows) => [...rows],
  filter: (rest, rows) =>
    rows.filter((row) => rest.split(/\s+and\s+/).every((condition) => isFulfilled(condition, row))),
  limit: (rest, rows) => rows.slice(0, Number(rest)),
  sort: (rest, rows) => {
    const [field = "", direction] = rest.split(/\s+/);
    const sign = direction === "desc" ? -1 : 1;
    return [...rows].sort((a, b) => sign * (Number(a[field]) - Number(b[field])));
  },
  stats: (rest, rows) => {
    const [what = "", by = ""] = rest.split(/\s+by\s+/);
    const keys = by.split(",").map((key) => key.trim());
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const group = JSON.stringify(keys.map((key) => row[key]));
      groups.set(group, [...(groups.get(group) ?? []), row]);
    }
    return [...groups.values()].map((group) => ({
      ...Object.fromEntries(keys.map((key) => [key, group[0]![key]])),
      ...Object.fromEntries(what.split(/,\s*/).map((each) => aggregate(each, group))),
    }));
  },
};

function isFulfilled(condition: string, row: Row): boolean {
  const [, present] = /^ispresent\((\S+)\)$/.exec(condition) ?? [];
  if (present !== undefined) return row[present] !== undefined;
  const [, field, value] = /^(\S+) = "([^"]*)"$/.exec(condition) ?? [];
  if (field === undefined) throw new Error(`${condition}: this condition is not implemented`);
  return row[field] === value;
}

function aggregate(text: string, rows: readonly Row[]): [string, number] {
  const [, how, field = "", name = ""] = /^(count|avg|max)\((\S+)\) as (\w+)$/.exec(text.trim()) ?? [];
  const values = rows.map((row) => Number(row[field]));
  if (how === "count") return [name, rows.length];
  if (how === "avg") return [name, values.reduce((sum, value) => sum + value, 0) / rows.length];
  if (how === "max") return [name, Math.max(...values)];
  throw new Error(`${text}: this aggregate is not implemented`);
}
