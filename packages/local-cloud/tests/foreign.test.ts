import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Run } from "./support/run";
import { StartInProcess } from "./support/startInProcess";

/** Content of a program's exchanges.json: requests in order, and expected responses. */
interface Exchanges {
  /** Options of `npm start`; `{program}` is replaced by the program's folder. */
  readonly options?: readonly string[];
  /** Some of the expected outputs. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Some of the lines that a start prints; `{url}` is replaced by the output. */
  readonly shows?: readonly string[];
  readonly exchanges: readonly {
    /** Method, and path below the output `url`. */
    readonly request: string;
    readonly body?: string;
    /** Request headers. */
    readonly sent?: Readonly<Record<string, string>>;
    readonly answer: readonly [status: number, body: string];
    /** Some of the expected response headers. */
    readonly headers?: Readonly<Record<string, string>>;
  }[];
}

const folder = join(__dirname, "foreign");

/** Programs that a process runs: the compiled command loads TypeScript and ES modules in another way than its source. */
const ofCommand = ["classic", "modules"];

for (const name of readdirSync(folder)) {
  describe(`a foreign program: ${name}`, () => {
    const program = join(folder, name);
    const {
      options = [],
      outputs = {},
      shows = [],
      exchanges,
    } = JSON.parse(readFileSync(join(program, "exchanges.json"), "utf8")) as Exchanges;
    let run: Run | StartInProcess;
    let told: Readonly<Record<string, unknown>>;

    before(async () => {
      const given = options.map((option) => option.replaceAll("{program}", program));
      const args = ["--program", program, "--port", "0", "--json", ...given];
      run = ofCommand.includes(name) ? new Run(args) : new StartInProcess(args);
      told = await run.ready();
    });
    after(async () => {
      run.kill("SIGTERM");
      await run.ended;
    });

    it("responds as on AWS", async () => {
      for (const { request, body, sent, answer, headers: answered = {} } of exchanges) {
        const [method, path] = request.split(" ");
        const type = body === undefined ? {} : { "Content-Type": "application/json" };
        const response = await fetch(String(told["url"]).replace(/\/$/, "") + path, {
          method: method!,
          headers: { ...type, ...sent },
          ...(body === undefined ? {} : { body }),
        });
        expect([response.status, await response.text()], request).to.deep.equal(answer);
        for (const [name, value] of Object.entries(answered))
          expect(response.headers.get(name), `${request}: ${name}`).to.equal(value);
      }
    });

    it("prints its outputs, and what is not emulated", () => {
      const url = String(told["url"]).replace(/\/$/, "");
      for (const line of shows) expect(run.stderr).to.include(`\n${line.replaceAll("{url}", url)}\n`);
      expect(told).to.include.keys("url");
      for (const [output, value] of Object.entries(outputs)) expect(told[output], output).to.deep.equal(value);
    });
  });
}
