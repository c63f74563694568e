/**
 * Runs inside an environment's thread: limits the calls of an agent on a channel. It must import nothing but Node's
 * modules: it is started as text.
 */
import type http from "node:http";

/** Calls of an agent: at most `maxSockets` at once, as with sockets. */
class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly agent: http.Agent) {}

  take(begin: () => void): void {
    if (this.running >= this.agent.maxSockets) {
      this.waiting.push(begin);
      return;
    }
    this.running += 1;
    begin();
  }

  /** Ends a call, or one that has not begun. */
  leave(begin: () => void): void {
    const at = this.waiting.indexOf(begin);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      return;
    }
    this.running -= 1;
    const next = this.waiting.shift();
    if (next !== undefined) this.take(next);
  }
}

const turns = new WeakMap<http.Agent, Turns>();

export function turnsOf(agent: http.Agent): Turns {
  let known = turns.get(agent);
  if (known === undefined) turns.set(agent, (known = new Turns(agent)));
  return known;
}
