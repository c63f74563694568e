import { declareApi } from "../compose";
import { things } from "./routes";

export const { concurrency } = declareApi("things", things);
