import { expect } from "chai";
import { smallApi, startProgram } from "../support/cloud";

/** Runs a handler. @returns its result or its failure. */
async function run(handler: string, use: (answer: any) => unknown): Promise<void> {
  const cloud = await startProgram(smallApi({ handler }));
  try {
    const [fn] = cloud.cloud.program.resources.filter(({ type }) => type === "aws:lambda/function:Function");
    const { payload } = await cloud.cloud.invoke({ functionName: String(fn!.state["name"]) });
    use(JSON.parse(payload));
  } finally {
    await cloud.stop();
  }
}

describe("a function that looks for a way out of its thread", () => {
  it("opens no memory of a process, whatever it replaces before", () =>
    run(
      `const fs = require("fs"), os = require("os"), path = require("path"), { promisify } = require("util");
       const secrets = ["/proc/self/environ", "/proc/" + process.ppid + "/environ", "/proc/self/mem", "/proc/self/task/" + process.pid + "/mem"];
       const folder = fs.mkdtempSync(path.join(os.tmpdir(), "f-")), link = path.join(folder, "l"), directory = path.join(folder, "d");
       fs.symlinkSync("/proc/self/environ", link);
       fs.symlinkSync("/proc/self", directory);
       const paths = [...secrets, link, directory + "/environ", directory + "/mem", "../../../../../../../proc/self/environ"];
       const open = fs.promises.open, { readFileSync } = fs;
       const replacements = [
         () => { RegExp.prototype.test = () => false; RegExp.prototype.exec = () => null; },
         () => { String.prototype.includes = () => false; String.prototype.startsWith = () => false; },
         () => { fs.Stats.prototype.isSymbolicLink = () => false; fs.lstatSync = fs.realpathSync = () => "/tmp"; },
         () => { Object.assign = () => undefined; Error.captureStackTrace = () => undefined; },
         () => { require("url").fileURLToPath = () => "/tmp/x"; Buffer.prototype.toString = () => "/tmp/x"; },
       ];
       const code = async (act) => { try { await act(); return "opened"; } catch (error) { return error.code; } };
       const leaked = [];
       exports.handler = async () => {
         const { stringify } = JSON, codes = {};
         const all = async () => {
           for (let i = 0; i < paths.length; i += 1) {
             for (const each of [paths[i], new TextEncoder().encode(paths[i])]) {
               for (const name of ["readFileSync", "openSync", "writeFileSync", "appendFileSync", "truncateSync", "createReadStream", "createWriteStream"])
                 codes[await code(() => fs[name](each, "r+"))] = true;
               codes[await code(() => open(each))] = true;
             }
             codes[await code(() => process.loadEnvFile(paths[i]))] = true;
             codes[await code(() => fs.openAsBlob?.(paths[i]) ?? Promise.reject({ code: "EACCES" }))] = true;
           }
         };
         let turn = 0;
         const changing = { protocol: "file:", hostname: "", host: "", href: "file:///x", get pathname() { return turn++ % 2 === 0 ? "/tmp" : "/proc/self/environ"; } };
         await all();
         for (const replace of replacements) { replace(); await all(); }
         for (let i = 0; i < 6; i += 1) { try { leaked[i] = stringify(readFileSync(changing, "latin1").length > 0); } catch { leaked[i] = "none"; } }
         Function.prototype.apply = Function.prototype.call = function (...args) { const original = this; codes[typeof original.native] = true; return Reflect.apply(original, args[0], args.slice(1)); };
         await all();
         return [codes.opened ?? false, codes.EACCES ?? false, leaked.includes("true")];
       };`,
      (answer) => expect(answer).to.deep.equal([false, true, false]),
    ));

  it("starts threads that are as closed as its own", () =>
    run(
      `const threads = require("worker_threads"), fs = require("fs"), os = require("os"), path = require("path");
       const tries = 'const codes = []; for (const each of ["/proc/self/environ", "/proc/self/mem"]) { try { process.getBuiltinModule("fs").readFileSync(each); codes.push("read"); } catch (error) { codes.push(error.code); } } ' +
         'const threads = process.getBuiltinModule("worker_threads"); const { Worker } = threads; ' +
         'threads.parentPort.postMessage([codes, threads.workerData, process.argv.at(-1)]);';
       const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "w-")), "worker.mjs");
       fs.writeFileSync(file, tries);
       const cjs = file.replace(".mjs", ".cjs");
       fs.writeFileSync(cjs, tries);
       const deep = 'new (process.getBuiltinModule("worker_threads").Worker)(' + JSON.stringify(tries) + ', { eval: true, workerData: 1, argv: ["a"] }).on("message", (m) => process.getBuiltinModule("worker_threads").parentPort.postMessage(m))';
       const message = (...args) => new Promise((done) => new threads.Worker(...args).on("message", done).on("error", (error) => done(error.message)));
       const options = { workerData: 1, argv: ["a"] };
       const Leaked = Object.getPrototypeOf(new threads.Worker("", { eval: true })).constructor;
       exports.handler = async () => [
         await message(tries, { ...options, eval: true }),
         await message('"use strict"; ' + tries, { ...options, eval: true, env: threads.SHARE_ENV }),
         await message(file, options),
         await message(cjs, options),
         await message(require("url").pathToFileURL(file), options),
         await message(new URL("data:text/javascript," + encodeURIComponent(tries)), options),
         await message(deep, { eval: true }),
         await new Promise((done) => new Leaked(tries, { ...options, eval: true }).on("message", done)),
         await new Promise((done) => new (class extends threads.Worker {})(tries, { ...options, eval: true }).on("message", done)),
       ];`,
      (answer) => expect(answer).to.deep.equal(Array(9).fill([["EACCES", "EACCES"], 1, "a"])),
    ));

  it("calls no files and threads below Node's modules, and ends no run by it", () =>
    run(
      `let turn = 0;
       const names = ["fs", "worker", "inspector", "spawn_sync", { toString: () => (turn++ === 0 ? "util" : "fs") }];
       exports.handler = async () => names.map((name) => {
         try { return typeof process.binding(name).open; } catch (error) { return error.code; }
       });`,
      (answer) => expect(answer).to.deep.equal([...Array(4).fill("ERR_ACCESS_DENIED"), "undefined"]),
    ));

  it("has no debugger of the run", () =>
    run(
      `const { Session } = require("inspector");
       exports.handler = async () => { try { new Session().connectToMainThread(); return "connected"; } catch (error) { return error.code; } };`,
      (answer) => expect(answer).to.equal("ERR_INSPECTOR_NOT_WORKER"),
    ));
});
