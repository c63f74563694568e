/**
 * Returns a pattern of a file of Pulumi's packages.
 *
 * @param file path in the folder of the packages, without its extension, such as `pulumi/index`.
 */
export function inPackage(file: string): RegExp {
  return new RegExp(`@pulumi[\\\\/]${file.replaceAll("/", "[\\\\/]")}\\.js$`);
}

/** Pulumi's file that serializes callbacks. */
export const closureCreator = inPackage("pulumi/runtime/closure/createClosure");
