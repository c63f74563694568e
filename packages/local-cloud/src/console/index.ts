import { declaredStages } from "../apigateway/declared/stages";
import { pages } from "../kernel/interfaces/descriptions";
import type { Program } from "../kernel/resources";
import type { ServiceDefinition } from "../kernel/service";
import { CommandToken } from "./commands/commandToken";
import { Observer } from "./record/observer";
import { Questions } from "./questions";
import { answerLocal } from "./server";
import { Stream } from "./stream";

/** Serves the pages below `/_local/`. */
export const console: ServiceDefinition = {
  emulates: {},
  create: (run) => {
    let document: object | undefined;
    const stream = new Stream();
    const observer = new Observer(run, stream);
    const parts = {
      stream,
      observer,
      questions: new Questions(run, observer),
      commandToken: new CommandToken(),
      document: () => document,
    };
    run.registry.offer(pages, (request, response) => answerLocal(request, response, parts));
    return {
      declare: (program) => {
        document = servedDocument(program);
        observer.declare(program);
      },
      stop: () => {
        observer.stop();
        return Promise.resolve();
      },
    };
  },
};

/** Returns the program's document with the local URLs of its stages. */
function servedDocument({ document, resources }: Program): object | undefined {
  return (
    document && { ...document, servers: declaredStages(resources).map(({ state }) => ({ url: state["invokeUrl"] })) }
  );
}
