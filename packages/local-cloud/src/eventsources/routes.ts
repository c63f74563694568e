import type { RestRoute } from "../kernel/protocols/restRoutes";

const all = "/2015-03-31/event-source-mappings";
const one = `${all}/{UUID}`;
const tags = "/2017-03-31/tags/{Resource}";
const filters = { EventSourceArn: "EventSourceArn", FunctionName: "FunctionName" };

/** HTTP requests of the operations (API model of Lambda, versions 2015-03-31 and 2017-03-31). SDKs may omit the model's last slash. */
export const routes: readonly RestRoute[] = [
  ...[all, `${all}/`].flatMap((path): RestRoute[] => [
    { operation: "CreateEventSourceMapping", method: "POST", path },
    {
      ...{ operation: "ListEventSourceMappings", method: "GET", path },
      query: { ...filters, Marker: "Marker", MaxItems: "MaxItems" },
    },
  ]),
  { operation: "GetEventSourceMapping", method: "GET", path: one },
  { operation: "UpdateEventSourceMapping", method: "PUT", path: one },
  { operation: "DeleteEventSourceMapping", method: "DELETE", path: one },
  { operation: "ListTags", method: "GET", path: tags },
  { operation: "TagResource", method: "POST", path: tags },
  { operation: "UntagResource", method: "DELETE", path: tags, query: { tagKeys: "TagKeys[]" } },
];
