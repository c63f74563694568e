/** The `info` of a published document. OpenAPI and AsyncAPI define the same fields. */
export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly contact: { readonly name: string };
  readonly license: { readonly name: string; readonly url: string };
}

export function documentInfo(title: string, description: string): DocumentInfo {
  return {
    title,
    version: "1.0.0",
    description,
    contact: { name: `The team that runs ${title}` },
    license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
  };
}
