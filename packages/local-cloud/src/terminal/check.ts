import type { LocalCloud } from "../cloud";
import type { Extent } from "../emulation";
import { apis, type RouteCheck } from "../kernel/interfaces/apis";
import { functions } from "../kernel/interfaces/functions";
import { elsewhereLines, withoutEffectLines } from "./summary";

/** Result of `--check`: a report, and whether all routes work. */
export interface CheckReport {
  readonly text: string;
  /** True if every route can respond. */
  readonly sound: boolean;
}

/** Checks a loaded program without calling its functions. */
export async function checkProgram(cloud: LocalCloud): Promise<CheckReport> {
  const routes = await cloud.registry.use(apis).check();
  const { location } = cloud.program;
  const wrong = routes.filter(({ problem }) => problem !== undefined);
  const parked = Object.entries(cloud.registry.use(functions).parkedFunctions);
  const sections = [
    `${location.project} · stack ${location.stack} · checked; nothing was called`,
    [routesLine(routes.length, wrong.length), ...wrong.map((route) => `    ${routeText(route)}`)].join("\n"),
    parked.map(([label, reason]) => `  Function ${label} does not run here: ${reason}`).join("\n"),
    typeLines(cloud),
    withoutEffectLines(cloud),
    elsewhereLines(cloud),
  ];
  return { text: `\n${sections.filter((section) => section !== "").join("\n\n")}\n\n`, sound: wrong.length === 0 };
}

function routesLine(all: number, wrong: number): string {
  if (all === 0) return "  No route is declared.";
  const answer = `  ${all - wrong} of ${all} routes can answer`;
  return wrong === 0 ? `${answer}.` : `${answer}; the others cannot:`;
}

function routeText({ stage, method, problem }: RouteCheck): string {
  return `${method.httpMethod} /${stage}${method.resourcePath === "/" ? "" : method.resourcePath}: ${problem}`;
}

const titles: Readonly<Record<Extent, string>> = {
  emulated: "Emulated",
  "outputs only": "Outputs only, without behaviour",
  unknown: "Unknown types",
};

function typeLines(cloud: LocalCloud): string {
  const custom = cloud.program.resources.filter((resource) => resource.custom);
  return (Object.keys(titles) as Extent[])
    .flatMap((extent) => {
      const types = custom.filter((resource) => cloud.extentOf(resource) === extent).map(({ type }) => type);
      const counts = [...new Set(types)].map(
        (type) => `${types.filter((each) => each === type).length} ${type.split(":").at(-1)}`,
      );
      return counts.length === 0 ? [] : [`  ${titles[extent]}: ${counts.join(", ")}`];
    })
    .join("\n");
}
