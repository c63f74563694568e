import { resource } from "../route/resource";
import { table } from "../tables/declaration";

/** A table without a route: other programs read it. */
export const history = resource(
  {
    history: table({
      logicalName: "History",
      partitionKey: { name: "day", type: "S" },
      sortKey: { name: "second", type: "N" },
    }),
  },
  () => [],
);
