/** Declares the part of the package that this project uses. The package contains no types. */
declare module "mime" {
  const mime: {
    /** Returns the media type of a file extension. */
    getType(path: string): string | null;
  };
  export default mime;
}
