import { declareApi } from "../compose";
import { shop } from "./routes";

declareApi("shop", shop);
