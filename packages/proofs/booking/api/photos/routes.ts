import { randomUUID } from "node:crypto";
import { bucket } from "../buckets/declaration";
import { downloadUrl, uploadForm } from "../buckets/presign";
import { resource } from "../route/resource";
import { roomId } from "../rooms/routes";

const upload = {
  title: "PhotoUpload",
  type: "object",
  required: ["photo", "url", "fields"],
  properties: {
    photo: { type: "string", format: "uuid" },
    url: { type: "string", format: "uri" },
    fields: { type: "object", additionalProperties: { type: "string" } },
  },
} as const;

const link = {
  title: "PhotoLink",
  type: "object",
  required: ["url"],
  properties: { url: { type: "string", format: "uri" } },
} as const;

/** Photos of rooms. Browsers send them to the bucket directly. */
export const photos = resource({ photos: bucket({ logicalName: "Photos" }) }, (route) => [
  route({
    name: "uploadPhoto",
    method: "POST",
    path: "/rooms/{room}/photos",
    access: { photos: ["PutObject"] },
    summary: "Returns a form that uploads one photo",
    params: { room: roomId },
    responses: { 200: { description: "The form, valid for five minutes", schema: upload } },
    callbackFactory:
      ({ buckets }) =>
      async ({ params }) => {
        const photo = randomUUID();
        const key = `${params.room}/${photo}.jpg`;
        const form = await uploadForm(buckets.photos, { key, contentType: "image/jpeg", maxBytes: 5_000_000 });
        return { statusCode: 200, body: { photo, ...form } };
      },
  }),
  route({
    name: "linkPhoto",
    method: "GET",
    path: "/rooms/{room}/photos/{photo}",
    access: { photos: ["GetObject"] },
    summary: "Returns a link to a photo",
    params: {
      room: roomId,
      photo: { ...roomId, description: "The id of a photo" },
    },
    responses: { 200: { description: "The link, valid for five minutes", schema: link } },
    callbackFactory:
      ({ buckets }) =>
      async ({ params }) => {
        const url = await downloadUrl(buckets.photos, { key: `${params.room}/${params.photo}.jpg` });
        return { statusCode: 200, body: { url } };
      },
  }),
]);
