import type { Received } from "./operation";
import type { AnyInput } from "./request";

type Page = Readonly<Record<string, unknown>>;

/** Returns the bodies of all pages. It requests a page when the loop needs it. */
export async function* readPages(
  operation: string,
  input: AnyInput | undefined,
  send: (input: AnyInput) => Promise<Received>,
): AsyncGenerator<Page, void, undefined> {
  let cursor = input?.query?.["cursor"];
  for (;;) {
    const { body } = await send({ ...input, query: { ...input?.query, cursor } });
    yield body as Page;
    const { nextCursor } = body as { readonly nextCursor?: string };
    if (nextCursor === undefined) return;
    if (nextCursor === cursor) throw new Error(`${operation}: the page after ${nextCursor} has the same nextCursor`);
    cursor = nextCursor;
  }
}

/** Returns the entries of all pages. @throws Error for a page without exactly one list */
export async function* readEntries(operation: string, pages: AsyncIterable<Page>): AsyncGenerator<unknown> {
  for await (const page of pages) {
    const lists = Object.values(page).filter((value) => Array.isArray(value));
    if (lists.length !== 1) throw new Error(`${operation}: a page has ${lists.length} lists, so call pages`);
    yield* lists[0] as unknown[];
  }
}
