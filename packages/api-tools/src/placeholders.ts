import { UserError } from "@onemachine/local-cloud";

/** Values of a copy of the template that its names do not determine. */
export interface PlaceholderValues {
  /** `OWNER/NAME` on GitHub. */
  readonly repository?: string | undefined;
  /** Owners of all files, as CODEOWNERS lists them. */
  readonly owners?: string | undefined;
}

/** Text in the template's files, keyed by the value that replaces it. */
const placeholders: Readonly<Record<keyof PlaceholderValues, string>> = {
  owners: "@OWNER/TEAM",
  repository: "OWNER/REPOSITORY",
};

const rules: Readonly<Record<keyof PlaceholderValues, readonly [pattern: RegExp, rule: string]>> = {
  repository: [/^[\w-]+\/[\w.-]+$/, "OWNER/NAME of a repository on GitHub"],
  owners: [/^@[\w-]+(?:\/[\w.-]+)?(?: @[\w-]+(?:\/[\w.-]+)?)*$/, "users or teams, such as @acme/api @jo"],
};

/** Files that GitHub and npm read. Other files, such as guides, may mention a placeholder. */
const files = /(?:^|\/)(?:CODEOWNERS|SECURITY\.md|package\.json|ISSUE_TEMPLATE\/config\.yml)$/;

const names = Object.keys(placeholders) as (keyof PlaceholderValues)[];

/** @throws UserError for a value that GitHub does not accept. */
export function checkPlaceholders(values: PlaceholderValues): void {
  for (const name of names) {
    const value = values[name];
    const [pattern, rule] = rules[name];
    if (value === undefined || pattern.test(value)) continue;
    throw new UserError(`--${name} is ${JSON.stringify(value)}: it must be ${rule}`);
  }
}

/** Fills the placeholders. @param texts texts, keyed by path. @returns the changed texts */
export function fillPlaceholders(
  texts: ReadonlyMap<string, string>,
  values: PlaceholderValues,
): ReadonlyMap<string, string> {
  const filled = new Map<string, string>();
  for (const [path, text] of texts) {
    if (!files.test(path)) continue;
    const after = names.reduce((result, name) => {
      const value = values[name];
      return value === undefined ? result : result.replaceAll(placeholders[name], () => value);
    }, text);
    if (after !== text) filled.set(path, after);
  }
  return filled;
}

export interface UnfilledPlaceholder {
  /** Option of `rename` with the value. */
  readonly option: keyof PlaceholderValues;
  readonly placeholder: string;
  /** Files that contain it. */
  readonly paths: readonly string[];
}

/** Finds the remaining placeholders. @param texts texts, keyed by path */
export function findPlaceholders(texts: ReadonlyMap<string, string>): UnfilledPlaceholder[] {
  return names
    .map((option) => {
      const placeholder = placeholders[option];
      const paths = [...texts].filter(([path, text]) => files.test(path) && text.includes(placeholder));
      return { option, placeholder, paths: paths.map(([path]) => path) };
    })
    .filter(({ paths }) => paths.length > 0);
}
