/** Both forms of a resource's name, in lower case. */
export interface Words {
  readonly plural: string;
  readonly singular: string;
}

export interface Change<T> {
  readonly from: T;
  readonly to: T;
}
