import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { bucketNames, bucketView } from "./buckets";
import { decode } from "./format";
import type { PageState } from "./state";
import { tableView } from "./tables";

/** Shows a table or a bucket. @param rest `tables/NAME` or `buckets/NAME` */
export function dataView({ run }: PageState, rest: string): TemplateResult {
  const tables = run?.tables ?? [];
  const buckets = bucketNames();
  const [, kind = "", name = ""] = /^(tables|buckets)\/(.*)$/.exec(rest) ?? [];
  const bucket = kind === "tables" ? undefined : buckets.find((each) => each === decode(name));
  const table = bucket === undefined ? (tables.find((each) => each.name === decode(name)) ?? tables[0]) : undefined;
  const shownBucket = table === undefined ? (bucket ?? buckets[0]) : undefined;
  const link = (address: string, label: string, isShown: boolean) =>
    html`<a href=${`#/data/${address}`} aria-current=${isShown ? "true" : nothing}>${label}</a> `;
  return html`
    <p class="actions">
      ${tables.map(({ name: each, label }) => link(`tables/${encodeURIComponent(each)}`, label, each === table?.name))}
      ${buckets.map((each) => link(`buckets/${encodeURIComponent(each)}`, each, each === shownBucket))}
    </p>
    ${
      table !== undefined
        ? tableView(table)
        : shownBucket !== undefined
          ? keyed(shownBucket, bucketView(shownBucket))
          : html`<p class="quiet">The program declares no table and no bucket.</p>`
    }
  `;
}
