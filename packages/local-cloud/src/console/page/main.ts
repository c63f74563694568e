import { render } from "lit-html";
import { follow, onDraw, pageState, redraw } from "./store";
import { app } from "./app";
import "./chart";

onDraw(() => {
  render(app(pageState(), location.hash), document.body);
});
addEventListener("hashchange", () => {
  redraw();
  // Where a screen reader goes on.
  requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
});
// What has not come by itself, such as charts and the clock, is looked at again.
setInterval(redraw, 1_000);
follow();
