import { expect } from "chai";
import { ConcurrencyLimit } from "../../src/lambda/environments/concurrency";
import type { Environment } from "../../src/lambda/environments/environment";
import { IdleEnvironments } from "../../src/lambda/environments/idleEnvironments";
import { EnvironmentPool } from "../../src/lambda/environments/pool";
import { limitsOf, Starts } from "../../src/lambda/environments/starts";

/** Environment whose init the test ends. */
class FakeEnvironment {
  onStarted: (() => void) | undefined;
  ended = false;
  activeMillis = 0;
  finish: () => void = () => undefined;
  init(): Promise<undefined> {
    return new Promise((resolve) => {
      this.finish = () => {
        this.started();
        resolve(undefined);
      };
    });
  }
  started(): void {
    const { onStarted } = this;
    this.onStarted = undefined;
    onStarted?.();
  }
  end(): Promise<void> {
    this.ended = true;
    this.finish();
    return Promise.resolve();
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a pool of environments", () => {
  let made: FakeEnvironment[];
  let pool: EnvironmentPool;
  /** Starts of environments for calls that have waited long enough, which the test ends. */
  let patient: (() => void)[];
  /** Milliseconds for which each of these calls waits. */
  let patience: number[];
  let now: number;
  let memoryIsScarce: boolean;
  /** Time in which the main thread had work. */
  let activeMillis: number;
  const poolOf = (parallel: number, executions = 100) => {
    made = [];
    patient = [];
    patience = [];
    now = 0;
    memoryIsScarce = false;
    activeMillis = 0;
    const create = () => {
      made.push(new FakeEnvironment());
      return made.at(-1) as unknown as Environment;
    };
    const idle = new IdleEnvironments(() => memoryIsScarce);
    const later = (act: () => void, millis: number) => {
      patient.push(act);
      patience.push(millis);
    };
    const starts = new Starts({ cores: parallel, enough: parallel }, idle, {
      later,
      now: () => now,
      activeMillis: () => activeMillis,
    });
    pool = new EnvironmentPool(create, starts, new ConcurrencyLimit(executions, "limit"));
  };

  /** Call that initialises a cold environment, and runs until the test releases it. */
  function call(log: string[], name: string) {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const done = pool.run("1", async ({ environment }) => {
      const place = made.indexOf(environment as unknown as FakeEnvironment);
      log.push(`${name} on ${place}`);
      await held;
    });
    return { release, done };
  }

  it("gives a waiting call the environment that is free first, and starts no more than it may at once", async () => {
    poolOf(2);
    const log: string[] = [];
    const calls = ["a", "b", "c", "d"].map((name) => call(log, name));
    await turn();
    // Two environments start. The other calls wait for them.
    expect([made.length, log]).to.deep.equal([2, ["a on 0", "b on 1"]]);
    calls[1]!.release();
    await turn();
    expect([made.length, log]).to.deep.equal([2, ["a on 0", "b on 1", "c on 1"]]);
    calls.forEach(({ release }) => release());
    await Promise.all(calls.map(({ done }) => done));
    expect([made.length, log.at(-1)]).to.deep.equal([2, "d on 0"]);
  });

  it("starts as many at once as the machine has cores, and at least two", () => {
    expect([1, 2, 8].map((cores) => limitsOf(cores).enough)).to.deep.equal([2, 2, 8]);
  });

  it("starts another for a call that has waited long enough for one that is busy", async () => {
    poolOf(1);
    const log: string[] = [];
    const first = call(log, "a");
    const second = call(log, "b");
    await turn();
    made[0]!.started();
    await turn();
    expect([made.length, patient.length, log]).to.deep.equal([1, 1, ["a on 0"]]);
    patient[0]!();
    await turn();
    expect([made.length, log]).to.deep.equal([2, ["a on 0", "b on 1"]]);
    first.release();
    second.release();
    await Promise.all([first.done, second.done]);
  });

  for (const [took, waits] of [
    [20, 100],
    [350, 350],
    [9_000, 1_000],
  ] as const) {
    it(`lets a call wait for ${waits} ms after a start that took ${took} ms`, async () => {
      poolOf(1);
      const calls = [call([], "a")];
      now = took;
      made[0]!.started();
      calls.push(call([], "b"));
      await turn();
      expect(patience).to.deep.equal([waits]);
      calls.forEach(({ release }) => release());
      await Promise.all(calls.map(({ done }) => done));
    });
  }

  it("starts none while all cores are busy, for up to a second", async () => {
    poolOf(1);
    const calls = [call([], "a"), call([], "b")];
    await turn();
    made[0]!.started();
    const begun: number[] = [];
    for (now = 100; now <= 1_000; now += 100) {
      activeMillis = now;
      patient.shift()!();
      await turn();
      if (made.length > 1) begun.push(now);
    }
    expect([begun, patient.length]).to.deep.equal([[1_000], 0]);
    calls.forEach(({ release }) => release());
    await Promise.all(calls.map(({ done }) => done));
  });

  it("starts another as soon as a core is free", async () => {
    poolOf(1);
    const calls = [call([], "a"), call([], "b")];
    await turn();
    made[0]!.started();
    [now, activeMillis] = [100, 95];
    patient.shift()!();
    await turn();
    expect([made.length, patient.length]).to.deep.equal([1, 1]);
    [now, activeMillis] = [200, 165];
    patient.shift()!();
    await turn();
    expect([made.length, patient.length]).to.deep.equal([2, 0]);
    calls.forEach(({ release }) => release());
    await Promise.all(calls.map(({ done }) => done));
  });

  it("starts none for a call that got a free environment while it waited", async () => {
    poolOf(1);
    const log: string[] = [];
    const calls = ["a", "b"].map((name) => call(log, name));
    await turn();
    calls[0]!.release();
    await turn();
    patient[0]!();
    calls[1]!.release();
    await Promise.all(calls.map(({ done }) => done));
    expect([made.length, log]).to.deep.equal([1, ["a on 0", "b on 0"]]);
  });

  it("includes the calls that wait in a function's concurrency", async () => {
    poolOf(1);
    const held = [call([], "a"), call([], "b")];
    const seen = pool.run("1", ({ concurrency }) => Promise.resolve(concurrency.function));
    held.forEach(({ release }) => release());
    await Promise.all(held.map(({ done }) => done));
    expect(await seen).to.equal(3);
  });

  it("counts a call that waits as one that runs", async () => {
    poolOf(1, 2);
    const calls = [call([], "a"), call([], "b")];
    const error = await call([], "c").done.catch((reason: { statusCode: number }) => reason.statusCode);
    expect(error).to.equal(429);
    calls.forEach(({ release }) => release());
    await Promise.all(calls.map(({ done }) => done));
  });

  /** Runs a call of a version to its end. */
  async function runCall(version: string): Promise<void> {
    await pool.run(version, ({ environment }) => {
      (environment as unknown as FakeEnvironment).started();
      return Promise.resolve();
    });
  }

  it("ends the environment that was idle the longest before another starts, if memory is scarce", async () => {
    poolOf(1);
    for (const version of ["1", "2", "1", "3"]) await runCall(version);
    memoryIsScarce = true;
    await runCall("4");
    expect(made.map(({ ended }) => ended)).to.deep.equal([false, true, false, false]);
    memoryIsScarce = false;
    await runCall("5");
    expect([made.length, made.filter(({ ended }) => ended).length, pool.size]).to.deep.equal([5, 1, 4]);
  });

  it("ends none for a call that got a free environment while it waited", async () => {
    poolOf(1);
    await runCall("2");
    const calls = ["a", "b"].map((name) => call([], name));
    await turn();
    memoryIsScarce = true;
    calls[0]!.release();
    await turn();
    patient[0]!();
    calls[1]!.release();
    await Promise.all(calls.map(({ done }) => done));
    expect(made.map(({ ended }) => ended)).to.deep.equal([false, false]);
  });

  it("that stops ends what is still being provisioned, starts no more, and refuses who waits", async () => {
    poolOf(1);
    const allocated = pool.allocate("1", 3);
    const waiting = call([], "a").done.catch((error: Error) => error.message);
    await turn();
    await pool.stop();
    await allocated;
    expect(await waiting).to.equal("the local cloud is stopping");
    expect(made.map(({ ended }) => ended)).to.deep.equal([true]);
    expect(await call([], "b").done.catch((error: Error) => error.message)).to.equal("the local cloud is stopping");
    expect(made).to.have.length(1);
  });
});
