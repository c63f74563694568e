import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { artefacts } from "../contract/artefacts";
import { approvedFile, approvedText } from "./approved";
import { budgetFile, measuredBudget } from "./budget";
import { policyPage, policyPageText } from "./policyPage";
import { root } from "./program";
import { filesWithKey, textWithKey } from "./readme";
import { settingsPage, settingsPageText } from "./settingsPage";

/** `npm run approve`: writes every generated file. A person reviews the differences. */
async function main(): Promise<void> {
  const files: Record<string, string | undefined> = {
    ...(await artefacts()),
    [relative(root, approvedFile)]: await approvedText(),
    [relative(root, budgetFile)]: `${JSON.stringify(await measuredBudget(), null, 2)}\n`,
    ...Object.fromEntries(
      await Promise.all(filesWithKey.map(async (file) => [file, await textWithKey(file)] as const)),
    ),
    [policyPage]: await policyPageText(),
    [settingsPage]: await settingsPageText(),
  };
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) {
      rmSync(join(root, file), { force: true });
      continue;
    }
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    process.stdout.write(`${file}\n`);
  }
}

void main();
