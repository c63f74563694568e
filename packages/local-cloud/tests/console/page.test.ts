import { expect } from "chai";
import { filterRequests, initialState, noFilters, applyEvent } from "../../src/console/page/state";
import type { RequestLine } from "../../src/console/wire";

const line: RequestLine = {
  id: 1,
  at: 0,
  requestId: "r",
  api: "things",
  method: "POST",
  path: "/v1/things?x=1",
  route: "/things",
  operation: "createThing",
  status: 201,
  millis: 5,
  key: "reader",
  function: "createThing",
  start: "warm",
  fromCache: false,
  why: undefined,
  remedy: undefined,
  invocationId: "call",
};

describe("the state of the page", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, id) => ({ ...line, id }));

  it("contains the last thousand requests of ten thousand", () => {
    let state = initialState;
    for (let batch = 0; batch < 100; batch += 1) state = applyEvent(state, "requests", lines(100));
    expect(state.requests).to.have.length(1_000);
  });

  it("is replaced after a restart", () => {
    const before = applyEvent(initialState, "requests", lines(3));
    const hello = {
      program: {} as never,
      state: {} as never,
      requests: lines(1),
      logs: [],
      notifications: [],
      events: [],
    };
    expect(applyEvent(before, "hello", hello))
      .to.include({ connected: true })
      .and.property("requests")
      .with.length(1);
  });

  const narrowed: [string, Partial<typeof noFilters>, number[]][] = [
    ["nothing, newest first", {}, [3, 2, 1]],
    ["a text, also in the reason of a failure", { text: "NO SUCH" }, [2]],
    ["a class of status", { status: "4xx" }, [2]],
    ["a key", { key: "reader" }, [3, 1]],
    ["slow requests", { slow: true }, [3]],
    ["cold starts", { cold: true }, [3]],
  ];
  const all: RequestLine[] = [
    line,
    { ...line, id: 2, status: 403, key: undefined, start: undefined, why: "no such key" },
    { ...line, id: 3, millis: 200, start: "cold" },
  ];
  for (const [what, filters, ids] of narrowed) {
    it(`filters the list by ${what}`, () => {
      expect(filterRequests(all, { ...noFilters, ...filters }).map(({ id }) => id)).to.deep.equal(ids);
    });
  }
});
