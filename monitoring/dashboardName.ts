/** Separates project and stack in the name of a dashboard. Encoded parts never contain it. */
const separator = "_on_";

/**
 * Returns the name of a stack's dashboard, `<project>_on_<stack>`. Names of dashboards are unique in the account and
 * contain letters, digits, `-` and `_` (CloudWatch API reference, PutDashboard).
 *
 * A part's underscores are doubled, and its dots become `_d`. So no two stacks have the same name.
 */
export function dashboardName(project: string, stack: string): string {
  return [project, stack].map((part) => part.replaceAll("_", "__").replaceAll(".", "_d")).join(separator);
}
