// Starts `npx local-cloud` and calls its route.
import { spawn } from "node:child_process";
import { once } from "node:events";

const run = spawn("npx", ["local-cloud", "--port", "0", "--json"], {
  stdio: ["ignore", "pipe", "inherit"],
  detached: true,
});
const [line] = await once(run.stdout.setEncoding("utf8"), "data");
const { url } = JSON.parse(line);
const response = await fetch(`${url}/notes/1`);
const answer = `${response.status} ${await response.text()}`;
console.log(answer);
process.kill(-run.pid, "SIGTERM");
if (answer !== "404 no such note") process.exitCode = 1;
