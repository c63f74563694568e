import type { Json, JsonObject } from "../../language/json";

/** Limits of ItemBatcher; undefined without a limit. */
export interface BatchLimits {
  readonly items: number | undefined;
  readonly bytes: number | undefined;
  readonly batchInput: JsonObject | undefined;
}

/** Groups items into the inputs of child workflows (Developer Guide, "ItemBatcher"). */
export async function* batches(items: AsyncIterable<Json>, limits: BatchLimits): AsyncGenerator<Json> {
  const { items: most = Infinity, bytes = Infinity, batchInput } = limits;
  const around = Buffer.byteLength(JSON.stringify({ ...(batchInput && { BatchInput: batchInput }), Items: [] }));
  let batch: Json[] = [];
  let size = around;
  const take = () => {
    const full = { ...(batchInput && { BatchInput: batchInput }), Items: batch };
    [batch, size] = [[], around];
    return full;
  };
  for await (const item of items) {
    const added = Buffer.byteLength(JSON.stringify(item)) + 1;
    if (batch.length > 0 && (batch.length >= most || size + added > bytes)) yield take();
    batch.push(item);
    size += added;
  }
  if (batch.length > 0) yield take();
}
