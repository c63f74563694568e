import type { TableDescription, TablePage, Tables } from "../kernel/described";
import { ofType, type Declared } from "../kernel/resources";
import type { DynamoDbEngine } from "./engine";

/** How many items a page shows. */
const pageItems = 25;

/** The declared tables, for who looks at a run: read as the run's own, past every permission. */
export class LiveTables implements Tables {
  described: readonly TableDescription[] = [];

  constructor(private readonly engine: () => DynamoDbEngine) {}

  declare(resources: readonly Declared[]): void {
    this.described = ofType(resources, "aws:dynamodb/table:Table").map(({ name: label, state }) => ({
      label,
      name: String(state["name"]),
      keys: [state["hashKey"], state["rangeKey"]].filter((key) => key !== undefined).map(String),
    }));
  }

  page(name: string, start: object | undefined): Promise<TablePage | undefined> {
    if (!this.described.some((table) => table.name === name)) return Promise.resolve(undefined);
    const request = { TableName: name, Limit: pageItems, ...(start === undefined ? {} : { ExclusiveStartKey: start }) };
    const { body } = this.engine().call("Scan", request);
    const { Items = [], LastEvaluatedKey } = body as Scanned;
    return Promise.resolve({ rows: Items, next: LastEvaluatedKey });
  }
}

interface Scanned {
  readonly Items?: readonly object[];
  readonly LastEvaluatedKey?: object;
}
