import { createRequire } from "node:module";

type Done = (error: (Error & { body?: { __type: string; message?: string } }) | null, answer?: object) => void;
type Act = (store: unknown, data: unknown, done: Done) => void;

interface Validations {
  toLowerFirst(text: string): string;
  checkTypes(data: unknown, types: unknown): object;
  checkValidations(data: object, types: unknown, custom: unknown, store: unknown): void;
}

const load = createRequire(__filename);

/** A response of dynalite, or the error's code and message. */
export type Outcome = { readonly answer: object } | { readonly code: string; readonly message: string | undefined };

/** dynalite without its server, a reference for the operations that it implements. */
export class Dynalite {
  private readonly store = (load("dynalite/db") as { create(options: object): unknown }).create({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  private readonly validations = load("dynalite/validations") as Validations;

  async call(operation: string, request: object): Promise<Outcome> {
    const { validations, store } = this;
    const file = validations.toLowerFirst(operation);
    const { types, custom } = load(`dynalite/validations/${file}`) as { types: object; custom: unknown };
    const act = load(`dynalite/actions/${file}`) as Act;
    try {
      const data = validations.checkTypes(structuredClone(request), types);
      validations.checkValidations(data, types, custom, store);
      const answer = await new Promise<object>((resolve, reject) =>
        act(store, data, (error, result) => (error ? reject(error) : resolve(result ?? {}))),
      );
      return { answer: JSON.parse(JSON.stringify(answer)) as object };
    } catch (error) {
      const { body } = error as { body?: { __type: string; message?: string } };
      if (body === undefined) throw error;
      return { code: body.__type.split("#")[1]!, message: body.message };
    }
  }
}
