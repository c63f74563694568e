let token: Promise<string> | undefined;

/** Returns the token of the run, from this page or from a newer one. */
export function commandToken(): Promise<string> {
  token ??= Promise.resolve(tokenOf(document));
  return token;
}

/** Reads the token again, because a restarted run has a new one. */
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
