import { defined } from "../kernel/json";
import { optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { onAll, seconds, type EventsApi, type Operations } from "./api";
import { failedValidation, listFilters, namePattern, pageOf, textOf } from "./input";
import type { Replay } from "./model";
import { busNameOf, replayArn } from "./names";
import { nameOfArchive, type Replays } from "./replays";
import { notFound } from "./store";

/** Maximum number of replays in progress (EventBridge endpoints and quotas). */
const maxActive = 10;

/** Operations on replays. */
export function replayOperations(api: EventsApi, replays: Replays): Operations {
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
    StartReplay: { access: access("StartReplay"), run: (input) => startReplay(api, replays, input) },
    DescribeReplay: { access: access("DescribeReplay"), run: (input) => describe(api, require(input)) },
    ListReplays: { access: onAll("ListReplays"), run: (input) => listReplays(api, input) },
    CancelReplay: {
      access: access("CancelReplay"),
      run: (input) => {
        const replay = require(input);
        if (!isActive(replay)) {
          throw new ServiceError(
            "IllegalStatusException",
            `Replay ${replay.name} is not in a valid state for this operation.`,
          );
        }
        const state = "CANCELLING";
        store.putReplay({ ...replay, state });
        return { ReplayArn: replayArn(location, replay.name), State: state };
      },
    },
  };
}

function isActive({ state }: Replay): boolean {
  return state === "STARTING" || state === "RUNNING";
}

function listReplays({ store }: EventsApi, input: JsonInput): object {
  const { prefix, source, state } = listFilters(input, "ListReplays");
  const found = store.replays.filter(
    (replay) =>
      replay.name.startsWith(prefix) &&
      (source === undefined || replay.archiveArn === source) &&
      (state === undefined || replay.state === state),
  );
  const { page, more } = pageOf(found, input);
  return { Replays: page.map((replay) => summary(replay)), ...more };
}

function startReplay(api: EventsApi, replays: Replays, input: JsonInput): object {
  const { store, location } = api;
  const replay = replayOf(api, input);
  if (store.replay(replay.name) !== undefined) {
    throw new ServiceError("ResourceAlreadyExistsException", `Replay ${replay.name} already exists.`);
  }
  if (store.replays.filter(isActive).length >= maxActive) {
    throw new ServiceError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  replays.start(replay);
  const ReplayArn = replayArn(location, replay.name);
  return { ReplayArn, State: replay.state, ReplayStartTime: seconds(replay.started) };
}

function replayOf(api: EventsApi, input: JsonInput): Replay {
  const name = textOf(input, "ReplayName", { pattern: namePattern, max: 64 });
  const archiveArn = textOf(input, "EventSourceArn");
  const { Arn = "", FilterArns = [] } = (input["Destination"] ?? {}) as { Arn?: string; FilterArns?: string[] };
  const [from, to] = [Number(input["EventStartTime"]) * 1_000, Number(input["EventEndTime"]) * 1_000];
  const bus = api.store.requireBus(busNameOf(Arn));
  const archive = api.store.archive(nameOfArchive(archiveArn));
  if (archive === undefined) {
    throw failedValidation(
      `Parameter EventSourceArn is not valid. Reason: Archive ${nameOfArchive(archiveArn)} does not exist.`,
    );
  }
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
    ...{ started: api.clock.now(), state: "STARTING" },
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
    EventLastReplayedTime: replay.lastReplayed === undefined ? undefined : seconds(replay.lastReplayed),
    ReplayStartTime: seconds(replay.started),
    ReplayEndTime: replay.ended === undefined ? undefined : seconds(replay.ended),
  });
}
