import { declareApi } from "../compose";
import { shop } from "./routes";

/** Function and dead-letter queue of each consumer. */
export const { consumerNames } = declareApi("shop", shop);
