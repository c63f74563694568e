import { UserError } from "@onemachine/local-cloud";

/** A GitHub repository with access data of a workflow's job. */
export interface Repository {
  /** `https://api.github.com`, or the URL of a GitHub Enterprise server. */
  readonly api: string;
  /** `owner/name`. */
  readonly name: string;
  readonly token: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Reads the job's repository (GitHub Docs, "Default environment variables"). @throws UserError outside a job */
export function repositoryOf(env: Readonly<Record<string, string | undefined>>): Repository {
  const { GITHUB_API_URL: api, GITHUB_REPOSITORY: name, GITHUB_TOKEN: token } = env;
  for (const [variable, value] of Object.entries({
    GITHUB_API_URL: api,
    GITHUB_REPOSITORY: name,
    GITHUB_TOKEN: token,
  })) {
    if (!value) throw new UserError(`${variable} is not set: run this in a job of GitHub Actions, with a token`);
  }
  return { api: api!, name: name!, token: token! };
}

/** Calls the REST API below the repository. @throws UserError if GitHub is unreachable */
export async function ask(
  { api, name, token }: Repository,
  path: string,
  { method = "GET", body }: { readonly method?: string; readonly body?: object } = {},
): Promise<ApiAnswer> {
  try {
    const response = await fetch(`${api}/repos/${name}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === "" ? undefined : JSON.parse(text) };
  } catch (error) {
    throw new UserError(`GitHub is unreachable at ${api} (${(error as Error).message})`);
  }
}

/** Largest page size that GitHub allows. */
const perPage = 100;

/** Returns all entries of a list from all pages. @throws UserError if GitHub rejects the request */
export async function askAll<T>(repository: Repository, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const { status, json } = await ask(
      repository,
      `${path}${path.includes("?") ? "&" : "?"}per_page=${perPage}&page=${page}`,
    );
    if (status !== 200) throw new UserError(`GitHub answers ${status} to ${path}`);
    all.push(...(json as T[]));
    if ((json as T[]).length < perPage) return all;
  }
}
