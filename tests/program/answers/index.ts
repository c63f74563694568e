import { declareApi } from "../compose";
import { files } from "./routes";

declareApi("files", files);
