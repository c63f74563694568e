import { defined } from "../kernel/json";
import { optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { onAll, seconds, type EventsApi, type Operations } from "./api";
import { failedValidation, listFilters, namePattern, pageOf, textOf } from "./input";
import type { Archive, ArchivedEvent } from "./model";
import { archiveArn, busNameOf } from "./names";
import { notFound } from "./store";
import { checkPattern } from "./validation";

/** The only state of an archive here. */
const enabled = "ENABLED";

/** Operations on archives. */
export function archiveOperations(api: EventsApi): Operations {
  const { store, archived, clock } = api;
  const access = onArchive(api);
  const require = (input: JsonInput) => requireArchive(api, textOf(input, "ArchiveName"));
  return {
    CreateArchive: {
      access: access("CreateArchive"),
      run: (input) => {
        const name = textOf(input, "ArchiveName", { pattern: namePattern, max: 48 });
        const source = textOf(input, "EventSourceArn");
        store.requireBus(busNameOf(source));
        if (store.archive(name) !== undefined) {
          throw new ServiceError("ResourceAlreadyExistsException", `Archive ${name} already exists.`);
        }
        const archive = { name, source, created: clock.now(), declared: false, retentionDays: 0, ...settingsOf(input) };
        store.putArchive(archive);
        return answer(api, archive);
      },
    },
    UpdateArchive: {
      access: access("UpdateArchive"),
      run: (input) => {
        const settings = settingsOf(input);
        if (Object.keys(settings).length === 0) {
          throw failedValidation("At least one of EventPattern, RetentionDays or Description must be provided.");
        }
        const archive = { ...require(input), ...settings };
        store.putArchive(archive);
        return answer(api, archive);
      },
    },
    DeleteArchive: {
      access: access("DeleteArchive"),
      run: (input) => {
        const { name } = require(input);
        store.deleteArchive(name);
        archived.delete(({ archive }) => archive === name);
        return {};
      },
    },
    ...readOperations(api),
  };
}

function onArchive({ location }: EventsApi) {
  return (action: string) => (input: JsonInput) => [
    { action: `events:${action}`, resource: archiveArn(location, optionalText(input, "ArchiveName") ?? "") },
  ];
}

function readOperations(api: EventsApi): Operations {
  const { store, location } = api;
  return {
    DescribeArchive: {
      access: onArchive(api)("DescribeArchive"),
      run: (input) => {
        const archive = requireArchive(api, textOf(input, "ArchiveName"));
        return defined({
          ArchiveArn: archiveArn(location, archive.name),
          Description: archive.description,
          EventPattern: archive.pattern,
          ...summary(api, archive),
        });
      },
    },
    ListArchives: {
      access: onAll("ListArchives"),
      run: (input) => {
        const { prefix, source, state } = listFilters(input, "ListArchives");
        if (source !== undefined) store.requireBus(busNameOf(source));
        const found = store.archives.filter(
          (archive) =>
            archive.name.startsWith(prefix) &&
            (source === undefined || archive.source === source) &&
            (state === undefined || state === enabled),
        );
        const { page, more } = pageOf(found, input);
        return { Archives: page.map((archive) => summary(api, archive)), ...more };
      },
    },
  };
}

/** @throws ServiceError if the archive does not exist */
export function requireArchive({ store }: EventsApi, name: string): Archive {
  const archive = store.archive(name);
  if (archive === undefined) throw notFound(`Archive ${name} does not exist.`);
  return archive;
}

function settingsOf(input: JsonInput): Partial<Pick<Archive, "pattern" | "description" | "retentionDays">> {
  const [pattern, description] = [optionalText(input, "EventPattern"), optionalText(input, "Description")];
  const retentionDays = input["RetentionDays"];
  if (pattern !== undefined) checkPattern(pattern);
  return {
    ...(pattern === undefined ? {} : { pattern }),
    ...(description === undefined ? {} : { description }),
    ...(typeof retentionDays === "number" ? { retentionDays } : {}),
  };
}

function answer({ location }: EventsApi, { name, created }: Archive): object {
  return { ArchiveArn: archiveArn(location, name), State: enabled, CreationTime: seconds(created) };
}

const dayMillis = 86_400_000;

/** Returns the events of an archive, and removes those older than its retention. */
export function eventsOf({ archived, clock }: EventsApi, { name, retentionDays }: Archive): ArchivedEvent[] {
  const oldest = clock.now() - retentionDays * dayMillis;
  if (retentionDays > 0) archived.delete(({ archive, at }) => archive === name && at < oldest);
  return archived.of(name);
}

/** Fields of an event that count for an archive's size (recorded on AWS: localstack, test_list_archive_with_events). */
const countedFields = ["account", "detail-type", "source", "detail"];

/** Bytes of an event's time in a size (EventBridge User Guide, "Calculating PutEvents event entry size"). */
const timeBytes = 14;

function bytesOf(text: string): number {
  const event = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return countedFields.reduce((sum, field) => sum + Buffer.byteLength(shown(event[field])), timeBytes);
}

function summary(api: EventsApi, archive: Archive): object {
  const events = eventsOf(api, archive);
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.source,
    State: enabled,
    RetentionDays: archive.retentionDays,
    SizeBytes: events.reduce((sum, { text }) => sum + bytesOf(text), 0),
    EventCount: events.length,
    CreationTime: seconds(archive.created),
  };
}
