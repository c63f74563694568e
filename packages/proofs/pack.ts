import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../local-cloud/tests/support/program";

/** A package's tarball. */
export interface Tarball {
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Paths in the tarball. */
  readonly files: readonly string[];
}

/** Builds a package of this repository and packs it. @param folder destination of the tarball */
export function pack(workspace: string, folder: string): Tarball {
  execFileSync("npm", ["run", "--silent", "build", "-w", workspace], { cwd: root, stdio: "inherit" });
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, "-w", workspace];
  const printed = execFileSync("npm", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const [packed] = Object.values(JSON.parse(printed) as Record<string, Packed>);
  const { name, filename, size, files } = packed!;
  return {
    name,
    file: join(folder, filename.replace("@", "").replace("/", "-")),
    size,
    files: files.map((each) => each.path),
  };
}

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}
