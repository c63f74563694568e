import type { CreateTableRequest, Tag } from "./tableRequest";

/** The compared part of a TableDescription. */
export interface DescribedSettings {
  readonly BillingModeSummary?: { readonly BillingMode: string };
  readonly ProvisionedThroughput: Units;
  readonly TableClassSummary?: { readonly TableClass: string };
  readonly OnDemandThroughput?: OnDemandUnits;
  readonly SSEDescription?: { readonly SSEType: string; readonly KMSMasterKeyArn?: string };
  readonly DeletionProtectionEnabled: boolean;
}

interface Units {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

interface OnDemandUnits {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

/** Value of OnDemandThroughput that removes a maximum (API reference, "OnDemandThroughput"). */
const noMaximum = -1;

/** @returns UpdateTable requests, without the table name, that apply the declared settings. */
export function settingUpdates(described: DescribedSettings, declared: CreateTableRequest): object[] {
  return [
    billing(described, declared),
    tableClass(described, declared),
    onDemand(described, declared),
    encryption(described, declared),
    protection(described, declared),
  ].filter((update) => update !== undefined);
}

function billing(described: DescribedSettings, declared: CreateTableRequest): object | undefined {
  const { BillingMode: mode, ProvisionedThroughput: units } = declared;
  const before = described.ProvisionedThroughput;
  const wanted = units as Units | undefined;
  const isSameMode = (described.BillingModeSummary?.BillingMode ?? "PROVISIONED") === mode;
  const isSameUnits =
    wanted === undefined ||
    (before.ReadCapacityUnits === wanted.ReadCapacityUnits && before.WriteCapacityUnits === wanted.WriteCapacityUnits);
  if (isSameMode && isSameUnits) return undefined;
  return { BillingMode: mode, ...(wanted === undefined ? {} : { ProvisionedThroughput: wanted }) };
}

function tableClass(described: DescribedSettings, { TableClass: wanted = "STANDARD" }: CreateTableRequest) {
  const before = described.TableClassSummary?.TableClass ?? "STANDARD";
  return before === wanted ? undefined : { TableClass: wanted };
}

function onDemand(described: DescribedSettings, { OnDemandThroughput: wanted }: CreateTableRequest) {
  const before = maxima(described.OnDemandThroughput);
  const after = maxima(wanted);
  const isSame =
    before.MaxReadRequestUnits === after.MaxReadRequestUnits &&
    before.MaxWriteRequestUnits === after.MaxWriteRequestUnits;
  return isSame ? undefined : { OnDemandThroughput: after };
}

function maxima({
  MaxReadRequestUnits = noMaximum,
  MaxWriteRequestUnits = noMaximum,
}: OnDemandUnits = {}): Required<OnDemandUnits> {
  return { MaxReadRequestUnits, MaxWriteRequestUnits };
}

function encryption({ SSEDescription: before }: DescribedSettings, { SSESpecification: wanted }: CreateTableRequest) {
  if (wanted === undefined) return before === undefined ? undefined : { SSESpecification: { Enabled: false } };
  const key = wanted.KMSMasterKeyId;
  const isSame = before !== undefined && (key === undefined || before.KMSMasterKeyArn === key);
  return isSame ? undefined : { SSESpecification: wanted };
}

function protection(described: DescribedSettings, { DeletionProtectionEnabled = false }: CreateTableRequest) {
  return described.DeletionProtectionEnabled === DeletionProtectionEnabled ? undefined : { DeletionProtectionEnabled };
}

/** @returns the tags to set and the tag keys to remove; undefined if there are none. */
export function tagUpdates(
  before: readonly Tag[],
  after: readonly Tag[] = [],
): { readonly set: readonly Tag[] | undefined; readonly remove: readonly string[] | undefined } {
  const known = new Map(before.map(({ Key, Value }) => [Key, Value]));
  const wanted = new Set(after.map(({ Key }) => Key));
  const set = after.filter(({ Key, Value }) => known.get(Key) !== Value);
  const remove = before.map(({ Key }) => Key).filter((key) => !wanted.has(key));
  return { set: set.length === 0 ? undefined : set, remove: remove.length === 0 ? undefined : remove };
}
