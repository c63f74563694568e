/** What is used of it; the package brings no types. */
declare module "mime" {
  const mime: {
    /** The media type of a file's ending. */
    getType(path: string): string | null;
  };
  export default mime;
}
