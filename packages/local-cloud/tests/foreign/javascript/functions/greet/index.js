const { readFileSync } = require("node:fs");
const { join } = require("node:path");

exports.handler = async () => ({ statusCode: 200, body: `from ${readFileSync(join(__dirname, "name.txt"), "utf8")}` });
