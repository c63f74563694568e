import type { StreamViewType } from "../tables/schema";
import { isEqualItem } from "../values/compare";
import { itemSize } from "../values/size";
import type { Item } from "../values/types";

/** A record of GetRecords. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly eventVersion: "1.1";
  readonly eventSource: "aws:dynamodb";
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  readonly userIdentity?: { readonly type: "Service"; readonly principalId: "dynamodb.amazonaws.com" };
}

/** A write of one item. */
export interface ItemChange {
  readonly key: Item;
  readonly old: Item | undefined;
  readonly new: Item | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
  /** True if the item was removed by its time to live. */
  readonly expired: boolean;
}

/** True if a write changes nothing and therefore has no record. */
export function isUnchanged({ old, new: next }: ItemChange): boolean {
  if (old === undefined || next === undefined) return old === next;
  return isEqualItem(old, next);
}

interface RecordFrame {
  readonly viewType: StreamViewType;
  readonly sequence: string;
  readonly eventId: string;
  readonly region: string;
}

export function recordOf(change: ItemChange, { viewType, sequence, eventId, region }: RecordFrame): StreamRecord {
  const { key, old, new: next, at, expired } = change;
  const newImage = viewType === "NEW_IMAGE" || viewType === "NEW_AND_OLD_IMAGES" ? next : undefined;
  const oldImage = viewType === "OLD_IMAGE" || viewType === "NEW_AND_OLD_IMAGES" ? old : undefined;
  const bytes = [key, newImage, oldImage].reduce((total, item) => total + (item === undefined ? 0 : itemSize(item)), 0);
  return {
    eventID: eventId,
    eventName: old === undefined ? "INSERT" : next === undefined ? "REMOVE" : "MODIFY",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: key,
      ...(newImage === undefined ? {} : { NewImage: newImage }),
      ...(oldImage === undefined ? {} : { OldImage: oldImage }),
      SequenceNumber: sequence,
      SizeBytes: bytes,
      StreamViewType: viewType,
    },
    ...(expired ? { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } } : {}),
  };
}
