import { pages } from "../engine/interfaces";
import { ofType, type Program } from "../engine/resources";
import type { ServiceDefinition } from "../engine/service";
import { localPage } from "./pages";

/** The pages below `/_local/`. */
export const console: ServiceDefinition = {
  emulates: {},
  create: ({ ports }) => {
    let document: object | undefined;
    ports.offer(pages, (path) => localPage(path, document));
    return {
      declare: (program) => {
        document = servedDocument(program);
      },
    };
  },
};

/** A program's document, with the URLs that its stages have here. */
function servedDocument({ document, resources }: Program): object | undefined {
  const stages = ofType(resources, "aws:apigateway/stage:Stage");
  return document && { ...document, servers: stages.map(({ state }) => ({ url: state["invokeUrl"] })) };
}
