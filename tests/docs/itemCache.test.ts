import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { cost } from "@onemachine/api-tools";
import { declareWithoutCode, only, root, shipped } from "../support/program";
import { shippedStack } from "../support/shipped";
import { blocks } from "../support/blocks";

const page = readFileSync(join(root, "docs", "cache.md"), "utf8");

describe("docs/cache.md", () => {
  it("shows a setting that the program accepts", async () => {
    const { project } = (await shipped("dev")).location;
    const [block = ""] = blocks("docs/cache.md", "yaml");
    const [[key, value] = []] = Object.entries(parse(block) as object);
    expect(key).to.equal(`${project}:cache`);
    const program = await declareWithoutCode({ ...shippedStack("dev"), config: [`${key}=${JSON.stringify(value)}`] });
    expect(only(program, "aws:apigateway/stage:Stage").inputs["cacheClusterSize"]).to.equal("0.5");
  });

  it("states the cost that the documented command prints", async () => {
    const [, price = ""] = /from (\$[\d.]+) a month/.exec(page) ?? [];
    const [, setting = ""] = /`npx api-tools cost --config '(.+)'`/.exec(page) ?? [];
    // The page uses the same --config for `npm start`.
    expect(page.split(`--config '${setting}'`)).to.have.length(3);
    const text = await cost(root, { config: [setting] });
    expect(text).to.match(new RegExp(`API Gateway: 730 hours of a cache of 0\\.5 GB +\\${price}\n`));
  });
});
