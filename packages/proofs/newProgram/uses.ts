import { UserError, type Program } from "@onemachine/local-cloud";
import { declareProgram, startCloud, type Cloud } from "@onemachine/local-cloud/testing";

/** Type-checked with module resolution node10 and nodenext. */
export async function uses(): Promise<[Program, Cloud, string]> {
  const cloud = await startCloud({ program: ".", stack: "dev", faults: ["lambda:init=1"] });
  await cloud.clock.advance("5m");
  await cloud.tables["notes"]!.seed([{ id: "1", text: "first" }]);
  return [await declareProgram(), cloud, new UserError("a sentence").message];
}
