export interface paths {
  "/items": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists items in pages
     * @description Lists items in pages. All errors have the same shape.
     */
    get: operations["listItems"];
    put?: never;
    /**
     * Creates an item; an Idempotency-Key makes it safe to repeat
     * @description Creates an item; an Idempotency-Key makes it safe to repeat. All errors have the same shape.
     */
    post: operations["createItem"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/items/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Reads an item
     * @description Reads an item. All errors have the same shape.
     */
    get: operations["getItem"];
    /**
     * Replaces name and description of an existing item
     * @description Replaces name and description of an existing item. All errors have the same shape.
     */
    put: operations["replaceItem"];
    post?: never;
    /**
     * Deletes an item; safe to repeat
     * @description Deletes an item; safe to repeat. All errors have the same shape.
     */
    delete: operations["deleteItem"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /**
     * @description A page of items. A page with a `nextCursor` can contain fewer entries than requested, or none.
     * @example {
     *       "items": [
     *         {
     *           "id": "0f8fad5b-d9cb-469f-a165-70867728950e",
     *           "name": "First",
     *           "description": "",
     *           "createdAt": "2026-07-10T19:19:04.000Z",
     *           "updatedAt": "2026-07-10T19:19:04.000Z",
     *           "version": 1
     *         }
     *       ],
     *       "nextCursor": "WzEsIjBmOGZhZDViLWQ5Y2ItNDY5Zi1hMTY1LTcwODY3NzI4OTUwZSJd"
     *     }
     */
    ItemPage: {
      items: components["schemas"]["Item"][];
      /** @description the `cursor` of the next page; absent on the last page */
      nextCursor?: string;
    };
    /**
     * @example {
     *       "id": "0f8fad5b-d9cb-469f-a165-70867728950e",
     *       "name": "First",
     *       "description": "",
     *       "createdAt": "2026-07-10T19:19:04.000Z",
     *       "updatedAt": "2026-07-10T19:19:04.000Z",
     *       "version": 1
     *     }
     */
    Item: {
      /**
       * Format: uuid
       * @description a UUID
       */
      id: string;
      /** @description as sent, trimmed */
      name: string;
      /** @description as sent; empty by default */
      description: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC, milliseconds
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC, milliseconds
       */
      updatedAt: string;
      /** @description begins at 1 and increases with each replacement */
      version: number;
    };
    /**
     * @description The body of every error, including those of API Gateway.
     * @example {
     *       "error": "name is required",
     *       "requestId": "5e0f7a1c-3b7e-4c0a-9d7b-1f6a2c9e8d10"
     *     }
     */
    Error: {
      /** @description one sentence */
      error: string;
      /** @description name of a declared error; absent for other errors */
      code?: string;
      /** @description identifies the request in the access log and in the function's log */
      requestId: string;
    };
    /**
     * @description Fields of an item that a client sends. The description defaults to an empty string. Unknown fields are ignored.
     * @example {
     *       "name": "First",
     *       "description": "The first of many"
     *     }
     */
    ItemInput: {
      /** @description 1 to 256 characters after trimming, without NUL or lone surrogates */
      name: string;
      /**
       * @description at most 4096 characters, without NUL or lone surrogates
       * @default
       */
      description?: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listItems: {
    parameters: {
      query?: {
        /** @description Maximum number of entries that are read for this page */
        limit?: number;
        /** @description The `nextCursor` of the previous page */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page; follow nextCursor until it is absent */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ItemPage"];
        };
      };
      /** @description One sentence that names the field and the rule */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The API key is missing or not valid for this stage */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Too many requests, or the quota of the usage plan is used up */
      429: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Internal server error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description A service that the function uses is unavailable; retry after the seconds in Retry-After */
      503: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function did not answer in time */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
    };
  };
  createItem: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes the request safe to repeat: the same key with the same body creates nothing twice and returns the same answer. After a DELETE, it creates the resource again
         * @example order-4711
         */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ItemInput"];
      };
    };
    responses: {
      /** @description The new item */
      201: {
        headers: {
          /** @description Path of the new item */
          Location?: string;
          /** @description Entity tag of the item, for If-Match and If-None-Match */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Item"];
        };
      };
      /** @description One sentence that names the field and the rule */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The API key is missing or not valid for this stage */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The request body is larger than 64 KiB */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Content-Type must be application/json */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The Idempotency-Key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Too many requests, or the quota of the usage plan is used up */
      429: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Internal server error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description A service that the function uses is unavailable; retry after the seconds in Retry-After */
      503: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function did not answer in time */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
    };
  };
  getItem: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Returns 304 if the item has one of these entity tags
         * @example "1-mrz0q1k0"
         */
        "If-None-Match"?: string;
      };
      path: {
        /**
         * @description The id of an item
         * @example 0f8fad5b-d9cb-469f-a165-70867728950e
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The item */
      200: {
        headers: {
          /** @description Entity tag of the item, for If-Match and If-None-Match */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Item"];
        };
      };
      /** @description The item has one of the entity tags in If-None-Match */
      304: {
        headers: {
          /** @description Entity tag of the item, for If-Match and If-None-Match */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description One sentence that names the field and the rule */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The API key is missing or not valid for this stage */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Item not found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Too many requests, or the quota of the usage plan is used up */
      429: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Internal server error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description A service that the function uses is unavailable; retry after the seconds in Retry-After */
      503: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function did not answer in time */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
    };
  };
  replaceItem: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Entity tags to which the write applies, at most 20; `*` for any
         * @example "1-mrz0q1k0"
         */
        "If-Match"?: string;
      };
      path: {
        /**
         * @description The id of an item
         * @example 0f8fad5b-d9cb-469f-a165-70867728950e
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ItemInput"];
      };
    };
    responses: {
      /** @description The item after the change */
      200: {
        headers: {
          /** @description Entity tag of the item, for If-Match and If-None-Match */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Item"];
        };
      };
      /** @description One sentence that names the field and the rule */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The API key is missing or not valid for this stage */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Item not found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The item has none of the entity tags in If-Match */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The request body is larger than 64 KiB */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Content-Type must be application/json */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Too many requests, or the quota of the usage plan is used up */
      429: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Internal server error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description A service that the function uses is unavailable; retry after the seconds in Retry-After */
      503: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function did not answer in time */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
    };
  };
  deleteItem: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Entity tags to which the write applies, at most 20; `*` for any
         * @example "1-mrz0q1k0"
         */
        "If-Match"?: string;
      };
      path: {
        /**
         * @description The id of an item
         * @example 0f8fad5b-d9cb-469f-a165-70867728950e
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The item does not exist any more */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description One sentence that names the field and the rule */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The API key is missing or not valid for this stage */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The item has none of the entity tags in If-Match */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Too many requests, or the quota of the usage plan is used up */
      429: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description Internal server error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description A service that the function uses is unavailable; retry after the seconds in Retry-After */
      503: {
        headers: {
          /** @description Seconds to wait before a retry; absent if the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function did not answer in time */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
    };
  };
}
