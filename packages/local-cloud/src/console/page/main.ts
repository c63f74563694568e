// First: it changes what the modules below find.
import "./locale";
import { html, render } from "lit-html";
import { forgetAll } from "./ask";
import { follow, onConnect, onDraw, pageState, redraw } from "./store";
import { forgetTimelines } from "./timeline";
import { app } from "./app";
import "./chart";

/** Shows a sentence instead of an empty page when a script of the page fails. */
function draw(): void {
  try {
    render(app(pageState(), location.hash), document.body);
  } catch (error) {
    render(html`<main><p class="why">The console failed: ${String(error)}. Reload the page.</p></main>`, document.body);
  }
}

onConnect(() => {
  forgetAll();
  forgetTimelines();
});
onDraw(draw);
addEventListener("hashchange", () => {
  redraw();
  // Where a screen reader goes on.
  requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
});
// Some values are asked for and not sent, such as charts and the clock.
setInterval(redraw, 1_000);
follow();
