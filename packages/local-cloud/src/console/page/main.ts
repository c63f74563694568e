// Must be first: it changes the environment of the following modules.
import "./locale";
import { html, render } from "lit-html";
import { dropAllAnswers, refreshAnswer } from "./ask";
import { follow, onCaused, onConnect, onDraw, pageState, redraw } from "./store";
import { clearTimelines } from "./timeline";
import { app } from "./app";
import "./chart";

/** Shows an error message instead of an empty page if a script fails. */
function draw(): void {
  try {
    render(app(pageState(), location.hash), document.body);
  } catch (error) {
    render(html`<main><p class="why">The console failed: ${String(error)}. Reload the page.</p></main>`, document.body);
  }
}

onConnect(() => {
  dropAllAnswers();
  clearTimelines();
});
onCaused((ids) => {
  for (const id of ids) for (const path of [`requests/${id}`, `requests/${id}?reveal`]) refreshAnswer(path);
});
onDraw(draw);
addEventListener("hashchange", () => {
  redraw();
  // Move the focus for screen readers.
  requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
});
// Some values change without an event, such as charts and the clock.
setInterval(redraw, 1_000);
follow();
