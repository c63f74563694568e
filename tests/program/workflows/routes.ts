import { PutObjectCommand } from "@aws-sdk/client-s3";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { bucket } from "../../../api/buckets/declaration";
import { resource } from "../../../api/route/resource";
import { table } from "../../../api/tables/declaration";
import { workflow } from "../../../api/workflow/workflow";

const id = { type: "string", pattern: "^[a-z0-9-]{1,40}$" } as const;
const greeted = table({ logicalName: "Greeted", partitionKey: { name: "id", type: "S" } });
const lists = bucket({ logicalName: "Lists" });

/** Greets each person of a list, and is patient with those who are busy. */
export const greetAll = workflow({
  name: "greetAll",
  summary: "Greets each person of a list",
  input: {
    type: "object",
    required: ["id", "people"],
    properties: { id, people: { type: "array", items: { type: "string" } } },
  },
  uses: { greeted },
  tasks: (task) => ({
    greet: task({
      access: { greeted: ["PutItem"] },
      input: {
        type: "object",
        required: ["id", "person"],
        properties: { id, person: { type: "string", minLength: 1 } },
      },
      callbackFactory:
        ({ tables }) =>
        async ({ id, person }, { retries }) => {
          if (person === "busy" && retries === 0) throw Object.assign(new Error("later"), { name: "Busy" });
          await tables.greeted.client.send(
            new PutCommand({ TableName: tables.greeted.name, Item: { id: `${id}-${person}`, retries } }),
          );
          return { greeted: person };
        },
    }),
    regret: task({
      input: { type: "object", required: ["error"], properties: { error: { type: "string" } } },
      callbackFactory:
        () =>
        ({ error }) =>
          Promise.resolve({ regretted: error }),
    }),
  }),
  definition: {
    StartAt: "anybody",
    States: {
      anybody: {
        Type: "Choice",
        Choices: [{ Condition: "{% $count($states.input.people) = 0 %}", Next: "nobody" }],
        Default: "each",
      },
      nobody: { Type: "Fail", Error: "Nobody", Cause: "the list is empty" },
      each: {
        Type: "Map",
        Items: "{% $states.input.people %}",
        ItemSelector: { id: "{% $states.input.id %}", person: "{% $states.context.Map.Item.Value %}" },
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: "greetOne",
          States: {
            greetOne: {
              Type: "Task",
              Task: "greet",
              Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 1, MaxAttempts: 2 }],
              Catch: [
                {
                  ErrorEquals: ["InvalidInput"],
                  Next: "regretOne",
                  Output: { error: "{% $states.errorOutput.Error %}" },
                },
              ],
              End: true,
            },
            regretOne: { Type: "Task", Task: "regret", End: true },
          },
        },
        End: true,
      },
    },
  },
});

/** Greets each line of an object, in batches with executions of their own. */
export const greetList = workflow({
  name: "greetList",
  summary: "Greets each line of a list in the bucket",
  input: { type: "object", required: ["key"], properties: { key: { type: "string" } } },
  uses: { greeted, lists },
  tasks: (task) => ({
    greetBatch: task({
      access: { greeted: ["PutItem"] },
      input: {
        type: "object",
        required: ["Items"],
        properties: {
          Items: {
            type: "array",
            items: {
              type: "object",
              required: ["line", "person"],
              properties: { line: { type: "integer" }, person: { type: "string" } },
            },
          },
        },
      },
      callbackFactory:
        ({ tables }) =>
        async ({ Items }) => {
          for (const { line, person } of Items) {
            await tables.greeted.client.send(
              new PutCommand({ TableName: tables.greeted.name, Item: { id: person, line } }),
            );
          }
          return { greeted: Items.length };
        },
    }),
  }),
  definition: {
    StartAt: "lines",
    States: {
      lines: {
        Type: "Map",
        ItemReader: { Bucket: "lists", Key: "{% $states.input.key %}", InputType: "JSONL" },
        ItemSelector: {
          line: "{% $states.context.Map.Item.Index %}",
          person: "{% $states.context.Map.Item.Value.person %}",
        },
        ItemBatcher: { MaxItemsPerBatch: 2 },
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "batch",
          States: { batch: { Type: "Task", Task: "greetBatch", End: true } },
        },
        Output: { greeted: "{% $sum($states.result.greeted) %}" },
        End: true,
      },
    },
  },
});

export const greetings = resource({ greeted, lists, greetAll, greetList }, (route) => [
  route({
    name: "startGreetings",
    method: "PUT",
    path: "/greetings/{id}",
    access: { greetAll: ["StartExecution"] },
    summary: "Starts to greet people",
    params: { id: { description: "The id of the greetings", schema: id } },
    body: {
      type: "object",
      required: ["people"],
      properties: { people: { type: "array", items: { type: "string" } } },
    },
    responses: { 202: { description: "They are greeted" }, 409: { description: "The id was used before" } },
    callbackFactory:
      ({ workflows }) =>
      async ({ params, body }) => {
        const input = { id: params.id, people: body.people };
        const started = await workflows.greetAll.start(input, { name: params.id });
        return { statusCode: started ? 202 : 409 };
      },
  }),
  route({
    name: "getGreetings",
    method: "GET",
    path: "/greetings/{id}",
    access: { greetAll: ["DescribeExecution"], greeted: ["GetItem"] },
    summary: "Reads the state of greetings",
    params: { id: { description: "The id of the greetings", schema: id } },
    responses: { 200: { description: "The state" }, 404: { description: "No such greetings" } },
    callbackFactory:
      ({ tables, workflows }) =>
      async ({ params }) => {
        const execution = await workflows.greetAll.describe(params.id);
        if (execution === undefined) return { statusCode: 404 };
        const { status, output, error } = execution;
        const { Item } = await tables.greeted.client.send(
          new GetCommand({ TableName: tables.greeted.name, Key: { id: `${params.id}-busy` } }),
        );
        return { statusCode: 200, body: { status, output, error, retries: (Item as { retries?: number })?.retries } };
      },
  }),
  route({
    name: "greetLines",
    method: "PUT",
    path: "/lists/{id}",
    access: { greetList: ["StartExecution", "DescribeExecution", "StopExecution"], lists: ["PutObject"] },
    summary: "Stores a list and greets its lines",
    params: { id: { description: "The id of the list", schema: id } },
    body: { type: "raw", contentType: "application/jsonl", maxBytes: 100_000 },
    responses: { 202: { description: "They are greeted" }, 409: { description: "The id was used before" } },
    callbackFactory:
      ({ buckets, workflows }) =>
      async ({ params, body }) => {
        const { client, name } = buckets.lists;
        await client.send(new PutObjectCommand({ Bucket: name, Key: params.id, Body: body }));
        const started = await workflows.greetList.start({ key: params.id }, { name: params.id });
        return { statusCode: started ? 202 : 409 };
      },
  }),
  route({
    name: "stopGreetings",
    method: "DELETE",
    path: "/greetings/{id}",
    access: { greetAll: ["StopExecution"] },
    summary: "Stops greetings",
    params: { id: { description: "The id of the greetings", schema: id } },
    responses: { 204: { description: "They are stopped" } },
    callbackFactory:
      ({ workflows }) =>
      async ({ params }) => {
        await workflows.greetAll.stop(params.id, { error: "Stopped", cause: "by a request" });
        return { statusCode: 204 };
      },
  }),
]);
