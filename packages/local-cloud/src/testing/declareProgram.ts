import { render } from "../render";
import type { Program } from "../kernel/resources";

export interface DeclareOptions {
  /** Folder of the program's Pulumi.yaml; the working directory without it. */
  readonly program?: string;
  /** Reads Pulumi.<stack>.yaml; `dev` without it. */
  readonly stack?: string;
  /** Settings of this call alone, `KEY=VALUE`. */
  readonly config?: readonly string[];
  /** Leaves every output that only a deployment knows unknown, as `pulumi preview` does. */
  readonly preview?: boolean;
  /** Milliseconds without any registration after which resources count as waiting for each other; 30,000 without it. */
  readonly stuckMillis?: number;
}

/**
 * Runs a program under Pulumi's mocks and returns what it declares, with the ids, names and ARNs that AWS would give.
 * Needs neither credentials nor the Pulumi CLI; nothing listens.
 *
 * @throws UserError for a mistake in the program or its settings.
 */
export function declareProgram({ program = ".", stack = "dev", ...rest }: DeclareOptions = {}): Promise<Program> {
  return render({ dir: program, stack, ...rest });
}
