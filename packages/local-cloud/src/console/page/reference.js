// No validator, because it would send the document to another server. Keys that are entered are not stored.
/* global SwaggerUIBundle */
SwaggerUIBundle({ url: "/_local/openapi.json", dom_id: "#reference", validatorUrl: null });
