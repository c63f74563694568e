import { expect } from "chai";
import fc from "fast-check";
import { Engine, type DynamoDbError } from "..";

const accounts = ["a", "b", "c"];
const keyOf = (account: string) => ({ pk: { S: account } });

interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

type Balances = Readonly<Record<string, number>>;

function newEngine(): Engine {
  const engine = new Engine();
  engine.call("CreateTable", {
    TableName: "accounts",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  for (const account of accounts) {
    engine.call("PutItem", { TableName: "accounts", Item: { ...keyOf(account), balance: { N: "100" } } });
  }
  return engine;
}

/** Reads all balances in one transaction. */
function balances(engine: Engine): Balances {
  const TransactItems = accounts.map((account) => ({ Get: { TableName: "accounts", Key: keyOf(account) } }));
  const { Responses } = engine.call("TransactGetItems", { TransactItems }) as {
    Responses: { Item: { pk: { S: string }; balance: { N: string } } }[];
  };
  return Object.fromEntries(Responses.map(({ Item: { pk, balance } }) => [pk.S, Number(balance.N)]));
}

/** Writes what a client computed from balances that it read. @returns true unless another client was faster */
function write(engine: Engine, read: Balances, { from, to, amount }: Transfer): boolean {
  const update = (account: string, change: number) => ({
    Update: {
      TableName: "accounts",
      Key: keyOf(account),
      UpdateExpression: "SET balance = :next",
      ConditionExpression: "balance = :read",
      ExpressionAttributeValues: {
        ":next": { N: String(read[account]! + change) },
        ":read": { N: String(read[account]) },
      },
    },
  });
  try {
    engine.call("TransactWriteItems", { TransactItems: [update(from, -amount), update(to, amount)] });
    return true;
  } catch (error) {
    expect((error as DynamoDbError).code).to.equal("TransactionCanceledException");
    return false;
  }
}

const transfer: fc.Arbitrary<Transfer> = fc
  .record({
    pair: fc.shuffledSubarray(accounts, { minLength: 2, maxLength: 2 }),
    amount: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ pair: [from, to], amount }) => ({ from: from!, to: to!, amount }));

describe("concurrent transactions", () => {
  it("end as some serial order of those that were not cancelled, in every interleaving", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(transfer, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 }),
        fc.scheduler(),
        async (clients, scheduler) => {
          const engine = newEngine();
          const committed: Transfer[] = [];
          const run = async (transfers: readonly Transfer[]) => {
            for (const each of transfers) {
              await scheduler.schedule(Promise.resolve());
              const read = balances(engine);
              expect(Object.values(read).reduce((sum, balance) => sum + balance, 0)).to.equal(300);
              await scheduler.schedule(Promise.resolve());
              if (write(engine, read, each)) committed.push(each);
            }
          };
          const all = Promise.all(clients.map(run));
          await scheduler.waitFor(all);
          const expected: Record<string, number> = { a: 100, b: 100, c: 100 };
          for (const { from, to, amount } of committed) {
            expected[from]! -= amount;
            expected[to]! += amount;
          }
          expect(balances(engine)).to.deep.equal(expected);
          expect(committed.length).to.be.greaterThan(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});
