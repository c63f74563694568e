import { writeFileSync } from "node:fs";
import { emulationFile, emulationText } from "./emulationPage";

/** `npm run approve -w packages/local-cloud`: writes the part of docs/emulation.md that follows from the services. */
async function main(): Promise<void> {
  writeFileSync(emulationFile, await emulationText());
}

void main();
