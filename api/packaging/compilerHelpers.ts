/** Functions that compiled TypeScript may use, by the names that the package tslib exports (version 2.8). */
const names = [
  "__extends",
  "__assign",
  "__rest",
  "__decorate",
  "__param",
  "__esDecorate",
  "__runInitializers",
  "__propKey",
  "__setFunctionName",
  "__metadata",
  "__awaiter",
  "__generator",
  "__exportStar",
  "__createBinding",
  "__values",
  "__read",
  "__spread",
  "__spreadArrays",
  "__spreadArray",
  "__await",
  "__asyncGenerator",
  "__asyncDelegator",
  "__asyncValues",
  "__makeTemplateObject",
  "__importStar",
  "__importDefault",
  "__classPrivateFieldGet",
  "__classPrivateFieldSet",
  "__classPrivateFieldIn",
  "__addDisposableResource",
  "__disposeResources",
  "__rewriteRelativeImportExtension",
] as const;

/**
 * Removes the compiler's functions from the global object, where tslib defines them for scripts of browsers. Modules have
 * their own. Pulumi serializes no variable that is also a global, so a callback with `import()` would fail on Lambda as
 * soon as any package of the program loads tslib.
 */
export function removeGlobalHelpers(): void {
  for (const name of names) Reflect.deleteProperty(globalThis, name);
}
