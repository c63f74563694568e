import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../errors";

export interface BindOptions {
  readonly host: string;
  readonly port: number;
  /** Last port that may be bound. */
  readonly last: number;
  /** Returns the sentence for a port that cannot be bound. @param code such as `EACCES` */
  readonly refusal: (code: string, port: number) => string;
}

/** Binds the first free port of a range. @returns the port. @throws UserError */
export async function bindFirstFree(server: Server, { host, port, last, refusal }: BindOptions): Promise<number> {
  for (let candidate = port; ; candidate += 1) {
    try {
      await listen(server, candidate, host);
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE" || candidate >= last) throw new UserError(refusal(code ?? message, candidate));
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
