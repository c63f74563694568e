// No validator: it would send the document to a server elsewhere. A key that is filled in is gone with the page.
/* global SwaggerUIBundle */
SwaggerUIBundle({ url: "/_local/openapi.json", dom_id: "#reference", validatorUrl: null });
