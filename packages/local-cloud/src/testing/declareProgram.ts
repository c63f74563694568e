import { render } from "../render";
import type { Program } from "../kernel/resources";

export interface DeclareOptions {
  /** Folder of Pulumi.yaml; defaults to the working directory. */
  readonly program?: string;
  /** Selects Pulumi.<stack>.yaml; defaults to `dev`. */
  readonly stack?: string;
  /** File to read instead of `Pulumi.<stack>.yaml`, as with `--config-file` of the Pulumi CLI. */
  readonly configFile?: string;
  /** Configuration overrides, `KEY=VALUE`. */
  readonly config?: readonly string[];
  /** The same, for values that the program gets as secrets. */
  readonly secrets?: readonly string[];
  /** Leaves outputs unknown that only a deployment knows, as `pulumi preview` does. */
  readonly preview?: boolean;
  /** Milliseconds without a registration after which resources count as waiting for each other; defaults to 30,000. */
  readonly stuckMillis?: number;
}

/**
 * Runs a program under Pulumi's mocks and returns its resources, with the ids, names and ARNs that AWS would return. It
 * opens no port, and needs neither credentials nor the Pulumi CLI.
 *
 * @throws UserError for a mistake in the program or its settings.
 */
export function declareProgram({ program = ".", stack = "dev", ...rest }: DeclareOptions = {}): Promise<Program> {
  return render({ dir: program, stack, ...rest });
}
