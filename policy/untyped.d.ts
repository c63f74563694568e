// Replaces the types of @pulumi/aws when Pulumi loads the pack (tsconfig.json).
export {};
