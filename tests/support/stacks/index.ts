/** Nothing is declared: tests read only the settings of the stacks. */
export {};
