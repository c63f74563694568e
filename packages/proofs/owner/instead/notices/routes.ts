import { resource } from "../route/resource";

const withoutKey = "people sign in, and have no key";

const notice = {
  title: "Notice",
  type: "object",
  required: ["text"],
  properties: { text: { type: "string", description: "1 to 80 characters", minLength: 1, maxLength: 80 } },
  example: { text: "The lift is repaired" },
} as const;

/** Notices, which need no table. Each route requires a token, and no key. */
export const notices = resource({}, (route) => [
  route({
    name: "checkNotice",
    method: "POST",
    path: "/notices",
    access: {},
    summary: "Checks a notice",
    withoutKey,
    scopes: ["editor"],
    body: notice,
    responses: { 200: { description: "The notice", schema: notice } },
    callbackFactory:
      () =>
      ({ body }) =>
        Promise.resolve({ statusCode: 200, body }),
  }),
  route({
    name: "readNotices",
    method: "GET",
    path: "/",
    access: {},
    summary: "Reads all notices as text",
    withoutKey,
    scopes: ["reader", "editor"],
    responses: { 200: { description: "A line for each notice", contentType: "text/plain; charset=utf-8" } },
    callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const, body: "The lift is repaired\n" }),
  }),
]);
