/** Returns the address of an execution's view. @param state name of the state whose visits are shown */
export function executionAddress({
  machine,
  execution,
  state,
}: {
  readonly machine: string;
  readonly execution: string;
  readonly state: string;
}): string {
  const parts = [machine, execution, ...(state === "" ? [] : [state])];
  return `#/machines/${parts.map(encodeURIComponent).join("/")}`;
}
