import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { compareWithBars, type BarResult, type Row, type Spread } from "./measure";

const file = join(__dirname, "results.json");

/** Prints the rows of a part. */
export function printRows(part: string, rows: readonly Row[]): void {
  process.stdout.write(`\n${part}\n`);
  for (const row of rows) {
    process.stdout.write(`  ${row.measure}, ${row.unit}\n`);
    const width = Math.max(...Object.keys(row.values).map((name) => name.length));
    for (const [name, value] of Object.entries(row.values)) {
      process.stdout.write(`    ${name.padEnd(width)}  ${formatValue(value)}\n`);
    }
    for (const bar of compareWithBars(row)) process.stdout.write(`    ${formatBar(bar)}\n`);
  }
}

/** Stores the rows of a part with date, Node.js version and machine. Other parts and versions stay in the file. */
export function storeRows(part: string, rows: readonly Row[]): void {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>) : {};
  const kept = {
    ...before,
    [`${part}, Node ${process.versions.node.split(".")[0]}`]: {
      date: new Date().toISOString().slice(0, 10),
      node: process.version,
      machine: `${cpus().length} × ${cpus()[0]?.model ?? "?"}`,
      rows: rows.map((row) => ({ ...row, bars: compareWithBars(row) })),
    },
  };
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
}

function formatValue(value: number | Spread): string {
  const text = (each: number) => each.toLocaleString("en", { maximumFractionDigits: each < 100 ? 2 : 0 });
  return typeof value === "number" ? text(value) : `${text(value.median)}  (${text(value.from)} to ${text(value.to)})`;
}

function formatBar({ against, limit, atLeast, value, holds }: BarResult): string {
  const what = against === undefined ? "" : ` × ${against}`;
  return `${holds ? "holds " : "MISSED"}  ${value.toFixed(2)}${what}, bar ${atLeast === true ? "≥" : "≤"} ${limit}`;
}
