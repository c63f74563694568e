import type { RestRoute } from "../kernel/protocols/restRoutes";

const pages = { NextToken: "NextToken", MaxResults: "MaxResults", NamePrefix: "NamePrefix" };
const schedule = "/schedules/{Name}";
const group = "/schedule-groups/{Name}";
const tags = "/tags/{ResourceArn}";

/** HTTP requests of the operations (API model of EventBridge Scheduler, version 2021-06-30). */
export const routes: readonly RestRoute[] = [
  { operation: "CreateSchedule", method: "POST", path: schedule },
  { operation: "UpdateSchedule", method: "PUT", path: schedule },
  { operation: "GetSchedule", method: "GET", path: schedule, query: { groupName: "GroupName" } },
  {
    ...{ operation: "DeleteSchedule", method: "DELETE", path: schedule },
    query: { groupName: "GroupName", clientToken: "ClientToken" },
  },
  {
    ...{ operation: "ListSchedules", method: "GET", path: "/schedules" },
    query: { ...pages, ScheduleGroup: "GroupName", State: "State" },
  },
  { operation: "CreateScheduleGroup", method: "POST", path: group },
  { operation: "GetScheduleGroup", method: "GET", path: group },
  { operation: "DeleteScheduleGroup", method: "DELETE", path: group, query: { clientToken: "ClientToken" } },
  { operation: "ListScheduleGroups", method: "GET", path: "/schedule-groups", query: pages },
  { operation: "ListTagsForResource", method: "GET", path: tags },
  { operation: "TagResource", method: "POST", path: tags },
  { operation: "UntagResource", method: "DELETE", path: tags, query: { TagKeys: "TagKeys[]" } },
];
