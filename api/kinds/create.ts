import type { Stack } from "../shared/stack";
import { kindOf, type Declarations } from "./index";
import type { Created } from "./kind";

/** Declares the resources in AWS and returns them with the same keys. */
export function createDeclared(declarations: Declarations, stack: Stack): Readonly<Record<string, Created>> {
  return Object.fromEntries(
    Object.entries(declarations).map(([name, declaration]) => [
      name,
      kindOf(declaration).create(name, declaration, stack),
    ]),
  );
}
