/** The engine. The tarball's build puts the engine's compiled code in this module's place, so that it installs alone. */
export * from "@onemachine/dynamodb";
