// Stands in for the provider's types where Pulumi loads the pack, which checks none: see tsconfig.json.
export {};
