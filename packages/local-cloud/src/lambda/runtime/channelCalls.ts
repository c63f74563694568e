/**
 * Runs inside an environment's thread: its end of the channel to DynamoDB. It must import nothing but Node's modules: it is
 * started as text.
 */
import type { DataAnswer, DataConnection, DataMessage } from "../../kernel/interfaces/dataChannels";

/** A call that waits for its answer. */
export interface ChannelCall {
  receive(answer: DataAnswer): void;
}

/** Most calls at once: the sockets of an SDK's agent. Others use HTTP, where the agent lets them wait. */
export const maxCalls = 50;

/** The channel, with the calls that wait for an answer. */
export class ChannelCalls {
  readonly hostname: string;
  readonly port: string;
  private readonly calls = new Map<number, ChannelCall>();
  private lastId = 0;

  constructor(private readonly connection: DataConnection) {
    const { hostname, port } = new URL(connection.url);
    [this.hostname, this.port] = [hostname, port];
    connection.port.on("message", (answer: DataAnswer) => this.calls.get(answer.id)?.receive(answer));
    connection.port.unref();
  }

  get isFull(): boolean {
    return this.calls.size >= maxCalls;
  }

  /** Starts a call. It keeps the thread alive, as an open socket does. @returns the id of the call */
  open(call: ChannelCall): number {
    if (this.calls.size === 0) this.connection.port.ref();
    this.lastId += 1;
    this.calls.set(this.lastId, call);
    return this.lastId;
  }

  post(message: DataMessage): void {
    this.connection.port.postMessage(message);
  }

  /** Ends a call, unless it has ended already. */
  close(id: number): void {
    if (this.calls.delete(id) && this.calls.size === 0) this.connection.port.unref();
  }
}
