import type { EventsApi } from "./api";
import { eventsOf } from "./archiveOperations";
import type { Replay } from "./model";
import { busNameOf } from "./names";

/** Time between StartReplay and the first event, which takes minutes on AWS, in milliseconds of the run's clock. */
const startMillis = 1_000;

/** Number of events that a replay sends before other work continues. */
const chunk = 100;

/** Replays in progress. They send the events of an archive in the order of their arrival. */
export class Replays {
  constructor(private readonly api: EventsApi) {
    for (const replay of api.store.replays) if (!isEnded(replay)) void this.run(replay.name);
  }

  start(replay: Replay): void {
    this.api.store.putReplay(replay);
    void this.run(replay.name);
  }

  private async run(name: string): Promise<void> {
    const { clock, stopping, store } = this.api;
    await clock.sleep(startMillis, stopping).catch(() => undefined);
    if (stopping.aborted) return;
    const replay = store.replay(name)!;
    if (replay.state === "CANCELLING") this.end(replay, "CANCELLED");
    else await this.send(replay);
  }

  private async send(started: Replay): Promise<void> {
    const { api } = this;
    const archive = api.store.archive(nameOfArchive(started.archiveArn));
    if (archive === undefined) return this.end(started, "FAILED");
    api.store.putReplay({ ...started, state: "RUNNING" });
    const since = started.lastReplayed ?? -Infinity;
    const events = eventsOf(api, archive).filter(({ at }) => at >= started.from && at <= started.to && at > since);
    for (const [index, { text, at }] of events.entries()) {
      if (index % chunk === chunk - 1) await new Promise((resolve) => setImmediate(resolve));
      if (api.stopping.aborted) return;
      const replay = api.store.replay(started.name)!;
      if (replay.state === "CANCELLING") return this.end(replay, "CANCELLED");
      this.sendEvent(replay, text);
      api.store.putReplay({ ...replay, lastReplayed: at });
    }
    this.end(api.store.replay(started.name)!, "COMPLETED");
  }

  private sendEvent({ name, busArn, ruleArns }: Replay, text: string): void {
    this.api.router.send({
      bus: busNameOf(busArn),
      text: withReplayName(text, name),
      ...(ruleArns.length === 0 ? {} : { ruleArns }),
      isArchived: false,
    });
  }

  private end(replay: Replay, state: Replay["state"]): void {
    this.api.store.putReplay({ ...replay, state, ended: this.api.clock.now() });
  }
}

function isEnded({ state }: Replay): boolean {
  return state === "COMPLETED" || state === "CANCELLED" || state === "FAILED";
}

/** Replayed events name their replay (EventBridge User Guide, "Replaying archived events"). */
function withReplayName(text: string, name: string): string {
  return `${text.slice(0, -1)},"replay-name":${JSON.stringify(name)}}`;
}

export function nameOfArchive(arn: string): string {
  return arn.slice(arn.indexOf("/") + 1);
}
