let token: Promise<string> | undefined;

/** The token that the run's commands need: the one that this page came with, or that the run has since. */
export function commandToken(): Promise<string> {
  token ??= Promise.resolve(tokenOf(document));
  return token;
}

/** Reads the token anew: a run that has started again has another one. */
export function renewCommandToken(): void {
  const before = commandToken();
  token = currentPage().then(tokenOf, () => before);
}

function tokenOf(page: Document): string {
  return page.querySelector<HTMLMetaElement>('meta[name="console-token"]')?.content ?? "";
}

async function currentPage(): Promise<Document> {
  const response = await fetch("/_local/");
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
