import { renewCommandToken } from "./commandToken";
import { initialState, applyEvent, type PageState } from "./state";
import type { Events } from "../wire";

let current: PageState = initialState;
let draw: () => void = () => undefined;
let scheduled = false;

export function pageState(): PageState {
  return current;
}

/** Schedules one redraw for all changes before the next frame. */
export function redraw(): void {
  if (scheduled) return;
  scheduled = true;
  // A hidden tab has no animation frames.
  const next = document.hidden ? (act: () => void) => setTimeout(act, 1_000) : requestAnimationFrame;
  next(() => {
    scheduled = false;
    draw();
  });
}

export function change(more: Partial<PageState>): void {
  current = { ...current, ...more };
  redraw();
}

export function onDraw(act: () => void): void {
  draw = act;
  redraw();
}

let connect: () => void = () => undefined;

let receive: (ids: readonly number[]) => void = () => undefined;

/** @param act called with the ids of requests that have caused something. */
export function onCaused(act: (ids: readonly number[]) => void): void {
  receive = act;
}

/** @param act called when the stream connects, which may be to another run. */
export function onConnect(act: () => void): void {
  connect = act;
}

const names = ["hello", "program", "state", "requests", "logs", "notifications", "events", "caused"] as const;

/** Reads the event stream. The browser reconnects by itself, also after a restart of the run. */
export function follow(): void {
  const source = new EventSource("/_local/events");
  for (const name of names) {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      if (name === "hello" && current.program !== undefined) renewCommandToken();
      if (name === "hello") connect();
      current = applyEvent(current, name, JSON.parse(data) as Events[typeof name]);
      if (name === "caused") receive(JSON.parse(data) as Events["caused"]);
      redraw();
    });
  }
  source.addEventListener("error", () => {
    change({ connected: false });
    // The server rejected the connection. Browsers do not retry in this case.
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(follow, 1_000);
  });
}
