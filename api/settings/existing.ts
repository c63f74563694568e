import { z } from "zod";
import { closed, text, requireKnownName, type Violation } from "./rules";

/** Schema of the setting `existing`: resources to import or use (docs/existing-table.md, docs/from-a-handmade-api.md). */
export const existing = closed({
  tables: z
    .record(
      z.string().describe("table"),
      // DynamoDB Developer Guide, "Naming rules".
      text(/^[A-Za-z0-9_.-]{3,255}$/, "the name of a DynamoDB table"),
      { error: "must be an object of tables" },
    )
    .default({})
    .describe(
      "DynamoDB tables to import, keyed by the table's name in `access`; permanent: another name replaces the table",
    ),
  secrets: z
    .record(
      z.string().describe("secret"),
      // Secrets Manager API reference, CreateSecret, `Name`.
      text(/^[A-Za-z0-9/_+=.@-]{1,512}$/, "the name of a secret"),
      { error: "must be an object of secrets" },
    )
    .default({})
    .describe("names of secrets in Secrets Manager to use instead of new ones, keyed by the secret's name in `access`"),
  parameters: z
    .record(
      z.string().describe("parameter"),
      // Parameter Store API reference, PutParameter, `Name`.
      text(/^\/?[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/, "the name of a parameter"),
      { error: "must be an object of parameters" },
    )
    .default({})
    .describe("names of parameters to use instead of new ones, keyed by the parameter's name in `access`"),
  queues: z
    .record(
      z.string().describe("queue"),
      // SQS API reference, CreateQueue, `QueueName`.
      text(/^(?=.{1,80}$)[A-Za-z0-9_-]+(?:\.fifo)?$/, "the name of a queue"),
      { error: "must be an object of queues" },
    )
    .default({})
    .describe("names of queues of this account to use instead of new ones, keyed by the queue's name in `access`"),
  topics: z
    .record(
      z.string().describe("topic"),
      // SNS API reference, CreateTopic, `Name`. Topics of the program are no FIFO topics.
      text(/^[A-Za-z0-9_-]{1,256}$/, "the name of a topic"),
      { error: "must be an object of topics" },
    )
    .default({})
    .describe("names of topics of this account to use instead of new ones, keyed by the topic's name in `access`"),
  keys: z
    .record(z.string().describe("key"), text(/^[a-z0-9]{1,64}$/, "the id of an API key"), {
      error: "must be an object of keys",
    })
    .default({})
    .describe("ids of API keys to import, keyed by the key's name in `usagePlans`"),
});

const adoptedKinds = ["table", "secret", "parameter", "queue", "topic", "key"] as const;

type AdoptedKind = (typeof adoptedKinds)[number];

/** Checks that the names are those of declarations and keys of the program. */
export function* checkExisting(
  settings: Readonly<z.infer<typeof existing>> | undefined,
  known: Readonly<Record<AdoptedKind, readonly string[]>>,
): Generator<Violation> {
  if (settings === undefined) return;
  for (const kind of adoptedKinds) {
    for (const entry of Object.entries(settings[`${kind}s`])) {
      yield* requireKnownName(`existing.${kind}s`, entry, { kind, known: known[kind] });
    }
  }
}
