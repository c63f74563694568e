import type { DeclaredOptions } from "./resources";

/** The accessors of Pulumi's RegisterResourceRequest (proto/pulumi/resource.proto) that carry options. */
export interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
}

interface UrnMaker {
  newUrn(parent: string, type: string, name: string): string;
}

export interface RecordedRequest {
  readonly urn: string;
  readonly parent: string;
  readonly options: DeclaredOptions;
}

/** Reads a registration's options off the wire: mocks are not given them. */
export function recordOptions(request: RegisterRequest, urns: UrnMaker): RecordedRequest {
  return {
    urn: urns.newUrn(request.getParent(), request.getType(), request.getName()),
    parent: request.getParent(),
    options: {
      dependencies: request.getDependenciesList(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      ignoreChanges: request.getIgnorechangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    },
  };
}
