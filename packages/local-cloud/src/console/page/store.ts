import { renewCommandToken } from "./commandToken";
import { initialState, received, type PageState } from "./state";
import type { Events } from "../wire";

let current: PageState = initialState;
let draw: () => void = () => undefined;
let scheduled = false;

export function pageState(): PageState {
  return current;
}

/** Draws once for all that changes before the next frame. */
export function redraw(): void {
  if (scheduled) return;
  scheduled = true;
  // A tab that nobody sees has no frames.
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

/** @param act called when a run begins to tell: it may be another than before. */
export function onConnect(act: () => void): void {
  connect = act;
}

const names = ["hello", "program", "state", "requests", "logs", "notifications"] as const;

/** Follows the run; the browser connects again by itself, after a restart too. */
export function follow(): void {
  const source = new EventSource("/_local/events");
  for (const name of names) {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      if (name === "hello" && current.program !== undefined) renewCommandToken();
      if (name === "hello") connect();
      current = received(current, name, JSON.parse(data) as Events[typeof name]);
      redraw();
    });
  }
  source.addEventListener("error", () => {
    change({ connected: false });
    // Refused, not broken off: the browser does not try again then.
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(follow, 1_000);
  });
}
