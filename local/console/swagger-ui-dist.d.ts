declare module "swagger-ui-dist" {
  /** Folder of the files to serve. */
  export function getAbsoluteFSPath(): string;
}
