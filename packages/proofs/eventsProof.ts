import { catchUp, killHalfway } from "./events/delivery";
import { restart } from "./events/restart";

const proofs = {
  "an environment that is killed halfway": killHalfway,
  "a run that is killed and started again with --data": () => restart(100),
  "10,000 writes to a stopped consumer": () => catchUp(10_000),
};

/**
 * `node packages/proofs/run.cjs events`: stops the consumer of the template in three ways. Sets exit code 1 if a change is
 * lost, published twice without need, or published before an earlier change of its item.
 */
async function main(): Promise<void> {
  for (const [what, prove] of Object.entries(proofs)) {
    const started = Date.now();
    const faults = await prove().catch((error: unknown) => [(error as Error).message]);
    for (const fault of faults.slice(0, 10)) process.stdout.write(`${fault}\n`);
    const result = faults.length === 0 ? "loses nothing" : `has ${faults.length} faults`;
    process.stdout.write(`${what} ${result} (${Math.round((Date.now() - started) / 1000)} s)\n`);
    if (faults.length > 0) process.exitCode = 1;
  }
}

void main();
