/**
 * Runs inside an environment's thread: its end of the channel to DynamoDB. It must import nothing but Node's modules: it is
 * started as text.
 */
import type { DataAnswer, DataConnection, DataMessage } from "../../kernel/interfaces/dataChannels";

/** A call that waits for its answer. */
export interface ChannelCall {
  readonly id: number;
  receive(answer: DataAnswer): void;
}

/** Most calls at once: the sockets of an SDK's agent. Others use HTTP, where the agent lets them wait. */
const maxCalls = 50;

/** The channel, with the calls that wait for an answer. */
export class ChannelCalls {
  readonly hostname: string;
  readonly port: string;
  /** Not a map: the tables that a map leaves behind keep answered calls alive until V8 collects its old space. */
  private readonly calls: ChannelCall[] = [];
  private lastId = 0;

  constructor(private readonly connection: DataConnection) {
    const { hostname, port } = new URL(connection.url);
    [this.hostname, this.port] = [hostname, port];
    connection.port.on("message", (answer: DataAnswer) => this.find(answer.id)?.receive(answer));
    connection.port.unref();
  }

  get isFull(): boolean {
    return this.calls.length >= maxCalls;
  }

  newId(): number {
    return ++this.lastId;
  }

  /** Starts a call. It keeps the thread alive, as an open socket does. */
  open(request: ChannelCall): void {
    if (this.calls.push(request) === 1) this.connection.port.ref();
  }

  post(message: DataMessage): void {
    this.connection.port.postMessage(message);
  }

  /** Ends a call. @returns false if it has ended already. */
  close(request: ChannelCall): boolean {
    const at = this.calls.indexOf(request);
    if (at < 0) return false;
    this.calls.splice(at, 1);
    if (this.calls.length === 0) this.connection.port.unref();
    return true;
  }

  private find(id: number): ChannelCall | undefined {
    return this.calls.find((call) => call.id === id);
  }
}
