import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { commandHeaders } from "@onemachine/local-cloud";
import type { ArchivedEvent } from "../../local-cloud/src/events/model";
import { DurableMap } from "../../local-cloud/src/kernel/durableMap";
import { request, Run, type Ready } from "../../local-cloud/tests/support/run";
import { consumer, type Change } from "./changes";
import { findDisorder } from "./delivery";

/** Folder of the archive below that of `--data`. */
const archiveFolder = "events-archive";

/** Most seconds until the expected events are archived. */
const maxSeconds = 60;

interface Published extends Change {
  readonly eventId: string;
}

/**
 * Kills a run with SIGKILL halfway through the changes that it publishes, and starts it again with the same data.
 *
 * @returns a sentence for each fault
 */
export async function restart(items: number): Promise<string[]> {
  const data = mkdtempSync(join(tmpdir(), "events-"));
  const changes = 2 * items;
  try {
    const ids: string[] = [];
    await inRun(data, "SIGKILL", async (ready) => {
      await switchMapping(ready, false);
      ids.push(...(await writeTwice(ready, items)));
      await switchMapping(ready, true);
      await waitForEvents(data, changes / 2);
    });
    const before = readArchive(data);
    process.stdout.write(`killed after ${before.length} of ${changes} events\n`);
    await inRun(data, "SIGTERM", () => waitForEvents(data, changes));
    const all = readArchive(data);
    const first = all.filter(({ eventId }, index) => all.findIndex((each) => each.eventId === eventId) === index);
    const versionsOf = (id: string) => first.flatMap((each) => (each.id === id ? [each.version] : []));
    return [
      ...(before.length < changes ? [] : ["the run was killed after its last event"]),
      ...ids.flatMap((id) => findDisorder(id, versionsOf(id), [1, 2])),
    ];
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Does something in a run, and ends the run with a signal. */
async function inRun(data: string, signal: NodeJS.Signals, work: (ready: Ready) => Promise<void>): Promise<void> {
  const run = new Run(["--data", data, "--port", "0", "--json"]);
  try {
    await work(await run.ready());
  } finally {
    run.kill(signal);
    await run.ended;
  }
}

/** Starts or stops the consumer's mapping. */
async function switchMapping({ apiUrl, functionNames }: Ready, enabled: boolean): Promise<void> {
  const { origin } = new URL(apiUrl);
  const name = (functionNames as Readonly<Record<string, string>>)[consumer]!;
  const asked = await fetch(`${origin}/_local/functions/${name}`);
  const { mappings } = (await asked.json()) as { readonly mappings: readonly { readonly uuid: string }[] };
  const body = JSON.stringify({ mapping: mappings[0]!.uuid, enabled });
  const headers = await commandHeaders(origin);
  const { status } = await fetch(`${origin}/_local/mappings`, { method: "POST", headers, body });
  if (status !== 200) throw new Error(`the mapping is not switched: ${status}`);
}

/** Creates items and replaces each once. @returns their ids */
async function writeTwice(ready: Ready, items: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < items; index += 1) {
    const { json } = await request(ready, "POST", "/items", { body: { name: `${index}` } });
    const { id } = json as { readonly id: string };
    const replaced = await request(ready, "PUT", `/items/${id}`, { body: { name: "replaced" } });
    if (replaced.status !== 200) throw new Error(`PUT is answered with ${replaced.status}: ${replaced.text}`);
    ids.push(id);
  }
  return ids;
}

async function waitForEvents(data: string, count: number): Promise<void> {
  const distinct = () => new Set(readArchive(data).map(({ eventId }) => eventId)).size;
  for (const until = Date.now() + maxSeconds * 1_000; distinct() < count;) {
    if (Date.now() > until) throw new Error(`${distinct()} of ${count} events are published after ${maxSeconds} s`);
    await setTimeout(10);
  }
}

/** Reads a copy of the archive, because a run uses the original. */
function readArchive(data: string): Published[] {
  const original = join(data, archiveFolder, "log");
  if (!existsSync(original)) return [];
  const copy = mkdtempSync(join(tmpdir(), "archive-"));
  try {
    mkdirSync(join(copy, archiveFolder));
    copyFileSync(original, join(copy, archiveFolder, "log"));
    const archived = DurableMap.open<ArchivedEvent>(copy, archiveFolder);
    const details = [...archived].map(([, { text }]) => (JSON.parse(text) as { detail: Detail }).detail);
    archived.close();
    return details.map(({ eventId, item: { id, version } }) => ({ eventId, id, version }));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

interface Detail {
  readonly eventId: string;
  readonly item: Change;
}
