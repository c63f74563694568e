import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentOf } from "../../api/openapi/published";
import { clientPackage } from "./package";

const root = join(__dirname, "..", "..");

/** `npm run client`: writes the generated package. */
async function main(): Promise<void> {
  for (const [file, text] of Object.entries(await clientPackage(documentOf(undefined)))) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    process.stdout.write(`${file}\n`);
  }
}

void main();
