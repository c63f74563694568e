import type { PageRequest, TableDescription, TablePage, Tables } from "../kernel/interfaces/descriptions";
import { ofType, type Declared } from "../kernel/resources";
import type { DynamoDbEngine } from "./engine";
import { describeTable, readNewestRecords } from "./tableView";

/** Number of items in a page. */
const pageItems = 25;

/** The declared tables for the console and the testing API, which access them without IAM. */
export class LiveTables implements Tables {
  descriptions: readonly TableDescription[] = [];

  constructor(private readonly engine: () => DynamoDbEngine) {}

  declare(resources: readonly Declared[]): void {
    this.descriptions = ofType(resources, "aws:dynamodb/table:Table").map(({ name: label, state }) => ({
      label,
      name: String(state["name"]),
      keys: [state["hashKey"], state["rangeKey"]].filter((key) => key !== undefined).map(String),
    }));
  }

  page(name: string, { start, index }: PageRequest): Promise<TablePage | undefined> {
    if (!this.descriptions.some((table) => table.name === name)) return Promise.resolve(undefined);
    const request = {
      TableName: name,
      Limit: pageItems,
      // A stale read would look like a lost item. Global indexes have no consistent reads.
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    };
    const { body } = this.engine().call("Scan", request);
    const { Items = [], LastEvaluatedKey } = body as Scanned;
    return Promise.resolve({ rows: Items, next: LastEvaluatedKey, ...describeTable(this.engine(), name) });
  }

  streamRecords(name: string): readonly object[] | undefined {
    if (!this.descriptions.some((table) => table.name === name)) return undefined;
    return readNewestRecords(this.engine(), name);
  }

  async put(name: string, item: object): Promise<void> {
    await this.write("PutItem", { TableName: name, Item: item });
  }

  async clear(name: string): Promise<void> {
    const keys = this.descriptions.find((table) => table.name === name)?.keys ?? [];
    let page = await this.page(name, {});
    while (page !== undefined && page.rows.length > 0) {
      for (const row of page.rows) {
        const key = Object.fromEntries(keys.map((each) => [each, (row as Record<string, unknown>)[each]]));
        await this.write("DeleteItem", { TableName: name, Key: key });
      }
      page = await this.page(name, {});
    }
  }

  private write(operation: string, request: object): Promise<void> {
    const { statusCode, body } = this.engine().call(operation, request);
    if (statusCode === 200) return Promise.resolve();
    const { message, __type } = body as { message?: string; __type?: string };
    return Promise.reject(new Error(message ?? __type));
  }
}

interface Scanned {
  readonly Items?: readonly object[];
  readonly LastEvaluatedKey?: object;
}
