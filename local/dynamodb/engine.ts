import { EventEmitter } from "node:events";
import type { IncomingHttpHeaders, Server } from "node:http";
import dynalite from "dynalite";
import db from "dynalite/db";

export interface EngineRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface EngineResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

/**
 * DynamoDB's data plane: dynalite, called in this process without a second socket.
 *
 * Completed here: `ReturnValuesOnConditionCheckFailure`, which dynalite does not know, and the end of its iterators.
 */
export class DynamoDbEngine {
  private readonly server: Server;

  /** @param path LevelDB folder; in memory without one. */
  constructor(path?: string) {
    completeDynalite();
    this.server = dynalite({
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
      ...(path === undefined ? {} : { path }),
    });
  }

  call({ headers, body }: EngineRequest): Promise<EngineResponse> {
    return new Promise((resolve) => {
      const request = Object.assign(new EventEmitter(), { method: "POST", url: "/", headers });
      const sent: Record<string, string | number> = {};
      const response = {
        statusCode: 200,
        setHeader: (name: string, value: string | number) => (sent[name] = value),
        end: (text: string) => resolve({ statusCode: response.statusCode, headers: sent, body: text }),
      };
      this.server.emit("request", request, response);
      if (body.length > 0) request.emit("data", body);
      request.emit("end");
    }).then((answer) => withoutUnaskedItem(answer as EngineResponse, body));
  }

  /** Waits for pending writes and closes the files. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      // dynalite closes its store only behind a server that listens.
      this.server.listen(0, "127.0.0.1", () => {
        this.server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
      });
    });
  }
}

let completed = false;

function completeDynalite(): void {
  if (completed) return;
  completed = true;
  returnItemsOfFailedConditions();
  closeIterators();
}

/** Adds the old item to dynalite's error at the moment of the check, under its lock: no later write can slip in. */
function returnItemsOfFailedConditions(): void {
  const check = db.checkConditional.bind(db);
  db.checkConditional = (data, existingItem) => {
    const error = check(data, existingItem);
    if (error?.body !== undefined && existingItem !== undefined) error.body["Item"] = existingItem;
    return error;
  };
}

/**
 * dynalite ends an iterator with `return`, a method that its store's iterators lack: each Query and Scan would keep its
 * view of the whole store for ever.
 */
function closeIterators(): void {
  const create = db.create.bind(db);
  db.create = (options) => {
    const store = create(options);
    for (const method of ["keys", "values"] as const) {
      const open = store.db[method].bind(store.db);
      store.db[method] = (range) => {
        const iterator = open(range);
        iterator.return = () => iterator.close();
        return iterator;
      };
    }
    return store;
  };
}

/** dynalite drops the parameter before the check, so the item is always there; who did not ask must not see it. */
function withoutUnaskedItem(answer: EngineResponse, body: Buffer): EngineResponse {
  if (answer.statusCode !== 400 || !answer.body.includes("ConditionalCheckFailedException")) return answer;
  const { Item, ...rest } = JSON.parse(answer.body) as Record<string, unknown>;
  const asked = JSON.parse(body.toString()) as Record<string, unknown>;
  const wanted = asked["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD" && Item !== undefined;
  const text = JSON.stringify(wanted ? { ...rest, Item } : rest);
  return { statusCode: 400, headers: { "Content-Type": answer.headers["Content-Type"]! }, body: text };
}
