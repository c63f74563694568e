import { writeFileSync } from "node:fs";
import { emulationFile, emulationText } from "./emulationPage";

/** `npm run approve -w packages/local-cloud`: writes the generated parts of docs/emulation.md. */
async function main(): Promise<void> {
  writeFileSync(emulationFile, await emulationText());
}

void main();
