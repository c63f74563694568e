import { declareApi } from "../compose";
import { greetings } from "./routes";

declareApi("workflows", greetings);
