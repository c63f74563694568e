import { expect } from "chai";
import { pullRequestOf } from "../../src/commandLine";
import { comment } from "../../src/pipeline/comment";
import { ask, repositoryOf, type Repository } from "../../src/pipeline/github";
import { findReleasedCommit } from "../../src/pipeline/released";
import { findAbandonedReviews } from "../../src/pipeline/review";
import { root } from "../support/program";
import { wireServer, type WireAnswer } from "../support/wireServer";

/** Runs work against a simulated GitHub; records each request as a line. */
async function withGitHub<T>(
  answer: (line: string) => WireAnswer,
  work: (repository: Repository) => Promise<T>,
): Promise<{ result: T; asked: string[]; bodies: { body: string }[] }> {
  const bodies: { body: string }[] = [];
  const server = await wireServer(({ line, body }) => {
    if (body !== "") bodies.push(JSON.parse(body));
    return answer(line);
  });
  try {
    const result = await work({ api: server.endpoint, name: "owner/name", token: "t" });
    return { result, asked: server.requests.map(({ line }) => line), bodies };
  } finally {
    await server.close();
  }
}

const json = (value: unknown, status = 200): WireAnswer => ({ status, body: JSON.stringify(value) });
const people = Array.from({ length: 100 }, (_, id) => ({ id, body: "looks good" }));

describe("the comment on a pull request", () => {
  it("is created the first time", async () => {
    const { result, asked, bodies } = await withGitHub(
      (line) => (line.startsWith("POST") ? json({}, 201) : json([])),
      (repository) => comment(repository, 7, "text"),
    );
    expect(result).to.equal("commented");
    expect(asked).to.deep.equal([
      "GET /repos/owner/name/issues/7/comments?per_page=100&page=1",
      "POST /repos/owner/name/issues/7/comments",
    ]);
    expect(bodies).to.deep.equal([{ body: "<!-- report of this pull request -->\ntext" }]);
  });

  it("is updated afterwards, on any page of comments", async () => {
    const { result, asked } = await withGitHub(
      (line) => {
        if (line.startsWith("PATCH")) return json({});
        return json(
          line.endsWith("page=1") ? people : [{ id: 555, body: "<!-- report of this pull request -->\nold" }],
        );
      },
      (repository) => comment(repository, 7, "text"),
    );
    expect(result).to.equal("updated the comment");
    expect(asked.at(-1)).to.equal("PATCH /repos/owner/name/issues/comments/555");
  });

  it("is not confused with a person's quotation of it", async () => {
    const quote = [{ id: 1, body: "> <!-- report of this pull request -->" }];
    const { result } = await withGitHub(
      (line) => (line.startsWith("POST") ? json({}, 201) : json(quote)),
      (repository) => comment(repository, 7, "text"),
    );
    expect(result).to.equal("commented");
  });

  it("is shortened to GitHub's limit, with a notice", async () => {
    const { bodies } = await withGitHub(
      (line) => (line.startsWith("POST") ? json({}, 201) : json([])),
      (repository) => comment(repository, 7, "x".repeat(100_000)),
    );
    expect(bodies[0]!.body).to.have.length(65_536);
    expect(bodies[0]!.body).to.match(/x\n\n… shortened: the job's summary contains the whole report\.$/);
  });

  it("is skipped if the token may not write, as in a fork's pull request", async () => {
    const { result } = await withGitHub(
      (line) => (line.startsWith("POST") ? json({ message: "Resource not accessible by integration" }, 403) : json([])),
      (repository) => comment(repository, 7, "text"),
    );
    expect(result).to.match(/^this token may not write comments/);
  });

  it("fails if GitHub rejects it for another reason", async () => {
    const failing = (status: number, method: string) =>
      withGitHub(
        (line) => (line.startsWith(method) ? json({}, status) : json([])),
        (repository) => comment(repository, 7, "text").catch((error: Error) => error.message),
      ).then(({ result }) => result);
    expect(await failing(404, "GET")).to.equal("GitHub answers 404 to /issues/7/comments");
    expect(await failing(500, "POST")).to.equal("GitHub answers 500 to the comment");
  });

  it("requires the number of a pull request", () => {
    expect(pullRequestOf("12")).to.equal(12);
    for (const text of ["", "0", "-1", "1/../../2", "1e3"]) {
      expect(() => pullRequestOf(text), text).to.throw(/^--pull-request is .*: it must be the number/);
    }
  });
});

describe("the last released commit", () => {
  const deployments = [
    { id: 3, sha: "c".repeat(40) },
    { id: 2, sha: "b".repeat(40) },
    { id: 1, sha: "a".repeat(40) },
  ];
  const last = (states: Record<number, string | undefined>) =>
    withGitHub(
      (line) => {
        const id = /deployments\/(\d)\//.exec(line)?.[1];
        if (id === undefined) return json(deployments);
        const state = states[Number(id)];
        return json(state === undefined ? [] : [{ state }]);
      },
      (repository) => findReleasedCommit(repository, "prod"),
    );

  it("is that of the newest successful deployment, not of the running one", async () => {
    const { result, asked } = await last({ 3: "in_progress", 2: "failure", 1: "success" });
    expect(result).to.equal("a".repeat(40));
    expect(asked[0]).to.equal("GET /repos/owner/name/deployments?environment=prod&per_page=100&page=1");
    expect((await last({ 3: "in_progress", 2: "inactive", 1: "inactive" })).result).to.equal("b".repeat(40));
  });

  it("is undefined if no deployment succeeded", async () => {
    expect((await last({ 2: "failure", 1: "error" })).result).to.equal(undefined);
  });
});

describe("a GitHub job", () => {
  it("provides the repository in variables, and a missing one is named", () => {
    const env = { GITHUB_API_URL: "https://api.github.com", GITHUB_REPOSITORY: "a/b", GITHUB_TOKEN: "t" };
    expect(repositoryOf(env)).to.deep.equal({ api: "https://api.github.com", name: "a/b", token: "t" });
    for (const name of Object.keys(env)) {
      expect(() => repositoryOf({ ...env, [name]: "" })).to.throw(`${name} is not set: run this in a job of GitHub`);
    }
  });

  it("reports an unreachable GitHub", async () => {
    const error = await ask({ api: "http://127.0.0.1:9", name: "a/b", token: "t" }, "/x").catch(
      (reason: Error) => reason,
    );
    expect(error)
      .to.have.property("message")
      .that.matches(/^GitHub is unreachable at http:\/\/127\.0\.0\.1:9 \(/);
  });
});

describe("the sweep of review stacks", () => {
  const stacks = (...names: string[]) => ({ read: () => JSON.stringify(names.map((name) => ({ name }))) });
  const pull = (number: number, ...labels: string[]) => ({ number, labels: labels.map((name) => ({ name })) });

  it("finds stacks of pull requests that are closed or lost the label, on every page", async () => {
    const first = Array.from({ length: 100 }, (_, index) => pull(1_000 + index));
    const { result, asked } = await withGitHub(
      (line) => json(line.endsWith("page=1") ? first : [pull(1, "docs", "review-stack"), pull(2, "docs")]),
      (repository) =>
        findAbandonedReviews(repository, root, stacks("dev", "prod", "pr-1", "pr-2", "pr-3", "pr-x", "pr-01")),
    );
    expect(result).to.deep.equal([2, 3]);
    expect(asked).to.deep.equal([
      "GET /repos/owner/name/pulls?state=open&per_page=100&page=1",
      "GET /repos/owner/name/pulls?state=open&per_page=100&page=2",
    ]);
  });

  it("sends no request without a review stack, and fails if GitHub rejects the list", async () => {
    const none = await withGitHub(
      () => json([]),
      (repository) => findAbandonedReviews(repository, root, stacks("dev")),
    );
    expect(none).to.deep.include({ result: [], asked: [] });
    const { result } = await withGitHub(
      () => json({}, 403),
      (repository) => findAbandonedReviews(repository, root, stacks("pr-1")).catch((error: Error) => error.message),
    );
    expect(result).to.equal("GitHub answers 403 to /pulls?state=open");
  });
});
