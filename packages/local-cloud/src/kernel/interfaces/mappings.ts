/** The interface of event source mappings for the console. */
import { serviceKey } from "../serviceRegistry";

export interface MappingDescription {
  readonly uuid: string;
  /** Logical name. */
  readonly label: string;
  readonly sourceArn: string;
  /** Name without ARN and qualifier. */
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly enabled: boolean;
  readonly batchSize: number;
}

export interface Mappings {
  readonly descriptions: readonly MappingDescription[];
  /** Starts or stops a mapping until its declaration changes. @throws UserError for an unknown mapping */
  setEnabled(uuid: string, enabled: boolean): void;
}

export const mappings = serviceKey<Mappings>("event source mappings");
