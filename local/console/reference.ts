/** The page of `/_local/reference`: Swagger UI over the program's document. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>API reference</title>
    <link rel="stylesheet" href="/_local/reference/swagger-ui.css" />
  </head>
  <body>
    <main id="reference"></main>
    <script src="/_local/reference/swagger-ui-bundle.js"></script>
    <script src="/_local/reference/start.js"></script>
  </body>
</html>
`;

/** Starts it; a file of its own, because the page runs no script that stands in it. */
export const script = `// No validator: it would send the document to a server elsewhere. A key that is filled in is gone with the page.
SwaggerUIBundle({ url: "/_local/openapi.json", dom_id: "#reference", validatorUrl: null });
`;
