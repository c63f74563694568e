"use strict";
// The contract suite preloads this file, because mocha prints the stack of an error in the routes.
try {
  require("../../api/routes");
} catch (error) {
  require("./mistakes.cjs").fail(error);
}
