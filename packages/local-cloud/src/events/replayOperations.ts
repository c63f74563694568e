import { defined } from "../kernel/json";
import { optionalText } from "../kernel/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/jsonService";
import { onAll, seconds, type EventsApi, type Operations } from "./api";
import { eventsOf, requireArchive } from "./archiveOperations";
import { failedValidation, namePattern, pageOf, textOf } from "./input";
import type { Replay } from "./model";
import { busNameOf, replayArn } from "./names";
import { notFound } from "./store";

/** Operations on replays. A replay sends its events at once, in the order of their arrival. */
export function replayOperations(api: EventsApi): Operations {
  const { store, location } = api;
  const access = (action: string) => (input: JsonInput) => [
    { action: `events:${action}`, resource: replayArn(location, optionalText(input, "ReplayName") ?? "") },
  ];
  const require = (input: JsonInput) => {
    const name = textOf(input, "ReplayName");
    const replay = store.replay(name);
    if (replay === undefined) throw notFound(`Replay ${name} does not exist.`);
    return replay;
  };
  return {
    StartReplay: { access: access("StartReplay"), run: (input) => startReplay(api, input) },
    DescribeReplay: { access: access("DescribeReplay"), run: (input) => describe(api, require(input)) },
    ListReplays: {
      access: onAll("ListReplays"),
      run: (input) => {
        const prefix = optionalText(input, "NamePrefix") ?? "";
        const { page, more } = pageOf(
          store.replays.filter(({ name }) => name.startsWith(prefix)),
          input,
        );
        return { Replays: page.map((replay) => summary(replay)), ...more };
      },
    },
    CancelReplay: {
      access: access("CancelReplay"),
      run: (input) => {
        const { name, state } = require(input);
        throw new ServiceError(
          "IllegalStatusException",
          `Replay ${name} is not in a valid state for this operation. (${state})`,
        );
      },
    },
  };
}

function startReplay(api: EventsApi, input: JsonInput): object {
  const { store, location, clock } = api;
  const replay = replayOf(api, input);
  if (store.replay(replay.name) !== undefined) {
    throw new ServiceError("ResourceAlreadyExistsException", `Replay ${replay.name} already exists.`);
  }
  const { busArn, archiveArn, from, to, ruleArns } = replay;
  const archive = requireArchive(api, archiveArn.slice(archiveArn.indexOf("/") + 1));
  const events = eventsOf(api, archive).filter(({ at }) => at >= from && at <= to);
  for (const { text } of events) {
    api.router.send({
      bus: busNameOf(busArn),
      text: withReplayName(text, replay.name),
      ...(ruleArns.length === 0 ? {} : { ruleArns }),
      isArchived: false,
    });
  }
  store.putReplay({ ...replay, ended: clock.now(), state: "COMPLETED" });
  const ReplayArn = replayArn(location, replay.name);
  return { ReplayArn, State: "STARTING", ReplayStartTime: seconds(replay.started) };
}

/** Replayed events name their replay (EventBridge User Guide, "Replaying archived events"). */
function withReplayName(text: string, name: string): string {
  return `${text.slice(0, -1)},"replay-name":${JSON.stringify(name)}}`;
}

function replayOf(api: EventsApi, input: JsonInput): Replay {
  const name = textOf(input, "ReplayName", { pattern: namePattern, max: 64 });
  const archiveArn = textOf(input, "EventSourceArn");
  const { Arn = "", FilterArns = [] } = (input["Destination"] ?? {}) as { Arn?: string; FilterArns?: string[] };
  const [from, to] = [Number(input["EventStartTime"]) * 1_000, Number(input["EventEndTime"]) * 1_000];
  const bus = api.store.requireBus(busNameOf(Arn));
  const archive = requireArchive(api, archiveArn.slice(archiveArn.indexOf("/") + 1));
  if (busNameOf(archive.source) !== bus.name) {
    throw failedValidation("Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.");
  }
  if (!(from < to)) {
    throw failedValidation("Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.");
  }
  return {
    ...{
      name,
      archiveArn,
      busArn: Arn,
      ruleArns: FilterArns,
      description: optionalText(input, "Description"),
      from,
      to,
    },
    ...{ started: api.clock.now(), state: "RUNNING" },
  };
}

function describe({ location }: EventsApi, replay: Replay): object {
  const { busArn: Arn, ruleArns } = replay;
  return defined({
    ReplayArn: replayArn(location, replay.name),
    Description: replay.description,
    Destination: { Arn, ...(ruleArns.length === 0 ? {} : { FilterArns: ruleArns }) },
    ...summary(replay),
  });
}

function summary(replay: Replay): object {
  return defined({
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: replay.state,
    EventStartTime: seconds(replay.from),
    EventEndTime: seconds(replay.to),
    EventLastReplayedTime: seconds(replay.to),
    ReplayStartTime: seconds(replay.started),
    ReplayEndTime: replay.ended === undefined ? undefined : seconds(replay.ended),
  });
}
