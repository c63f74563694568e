import { isEventStream, readAnswer } from "./answers";
import { Deadline } from "./deadline";
import { ApiError, ConnectionError } from "./errors";
import type { Received } from "./operation";
import { checkOptions, platformTools, type ClientOptions, type Supplied, type Tools } from "./options";
import { bodyOf, headersOf, urlOf, type AnyInput, type Target } from "./request";
import { backoffMillis, isRepeatable, retryMillis } from "./retries";

/** A request, and what ends it. */
interface Attempts {
  readonly operation: string;
  readonly url: string;
  readonly init: RequestInit & { readonly method: string; readonly headers: Headers };
  readonly signal: AbortSignal;
}

/** Sends the calls of a client. */
export class Sender {
  private readonly tools: Tools;

  constructor(private readonly options: ClientOptions) {
    checkOptions(options);
    this.tools = { ...platformTools(), ...options.tools };
  }

  /**
   * @throws ApiError for a status that is neither 200 to 299 nor expected
   * @throws ConnectionError without an answer
   */
  async send(target: Target, input: AnyInput = {}): Promise<Received> {
    const operation = `${target.method} ${target.path}`;
    const url = urlOf(this.options.baseUrl, target, input);
    const { newKey, after } = this.tools;
    // All attempts send the same headers, Idempotency-Key included.
    const headers = headersOf(target, input, newKey);
    const millis = input.timeoutMillis ?? this.options.timeoutMillis ?? 60_000;
    const body = bodyOf(target, input);
    // A redirect would send the key to another host.
    const init = {
      method: target.method,
      headers,
      redirect: "manual" as const,
      ...(body === undefined ? {} : { body }),
    };
    const deadline = new Deadline(operation, input.signal, { millis, after });
    let isStreaming = false;
    try {
      const response = await this.respond({ operation, url, init, signal: deadline.signal });
      isStreaming = isEventStream(response.headers);
      const answer = await readAnswer(response, operation, () => deadline.release());
      if (response.ok || input.expected?.includes(response.status) === true) return answer;
      throw new ApiError(operation, answer);
    } catch (error) {
      throw deadline.signal.aborted ? deadline.signal.reason : error;
    } finally {
      if (isStreaming) deadline.stopTimer();
      else deadline.release();
    }
  }

  /** Returns the first answer that is final. */
  private async respond(attempts: Attempts): Promise<Response> {
    const { init, signal } = attempts;
    const { wait, random } = this.tools;
    const most = isRepeatable(init.method, init.headers) ? (this.options.maxAttempts ?? 4) : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await this.attempt(attempts);
        const millis = attempt < most ? retryMillis(response, attempt, this.tools) : undefined;
        if (millis === undefined) return response;
        // Not awaited: if a copy of the answer exists, it ends with the copy.
        response.body?.cancel().catch(() => undefined);
        await wait(millis, signal);
      } catch (error) {
        if (signal.aborted || attempt >= most || !(error instanceof ConnectionError)) throw error;
        await wait(backoffMillis(attempt, random), signal);
      }
    }
  }

  private async attempt({ operation, url, init, signal }: Attempts): Promise<Response> {
    const { apiKey, token } = this.options;
    const headers = new Headers(init.headers);
    const [key, bearer] = [await supply(apiKey), await supply(token)];
    if (key !== undefined) headers.set("x-api-key", key);
    if (bearer !== undefined) headers.set("Authorization", `Bearer ${bearer}`);
    signal.throwIfAborted();
    try {
      return await this.tools.fetch(url, { ...init, headers, signal });
    } catch (cause) {
      throw new ConnectionError(operation, "network", { cause });
    }
  }
}

function supply(value: Supplied | undefined): string | undefined | Promise<string | undefined> {
  return typeof value === "function" ? value() : value;
}
