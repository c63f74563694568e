export interface paths {
  "/items": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists items, a page at a time
     * @description Lists items, a page at a time. Errors are answered in one shape.
     */
    get: operations["listItems"];
    put?: never;
    /**
     * Creates an item; with an Idempotency-Key, once however often it is sent
     * @description Creates an item; with an Idempotency-Key, once however often it is sent. Errors are answered in one shape.
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
     * @description Reads an item. Errors are answered in one shape.
     */
    get: operations["getItem"];
    /**
     * Replaces the name and description of an item that exists
     * @description Replaces the name and description of an item that exists. Errors are answered in one shape.
     */
    put: operations["replaceItem"];
    post?: never;
    /**
     * Deletes an item; repeating it is fine
     * @description Deletes an item; repeating it is fine. Errors are answered in one shape.
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
     * @description A page of items; it may be short or empty and still have a next one.
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
      /** @description send it as `cursor` for the next page; absent on the last one */
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
      /** @description as sent, empty when absent */
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
      /** @description 1 at first, one more with each replacement */
      version: number;
    };
    /**
     * @description The one shape of every error, the gateway's own included.
     * @example {
     *       "error": "name is required",
     *       "requestId": "5e0f7a1c-3b7e-4c0a-9d7b-1f6a2c9e8d10"
     *     }
     */
    Error: {
      /** @description one sentence */
      error: string;
      /** @description as in the access log and in the function's log */
      requestId: string;
    };
    /**
     * @description What a client sends. An absent description is empty; unknown fields are ignored and never stored.
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
        /** @description Most entries to look at for this page */
        limit?: number;
        /** @description The `nextCursor` of the page before */
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
      /** @description The API key is missing or not valid here */
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
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
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
      /** @description The data layer is out of reach; try again after Retry-After seconds */
      503: {
        headers: {
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function took longer than the gateway waits */
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
         * @description Sent again with the same body, the request is answered again and nothing is made twice; once what it made is deleted, it makes it again
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
          /** @description Entity tag of the item's revision, for If-Match and If-None-Match */
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
      /** @description The API key is missing or not valid here */
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
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
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
      /** @description The data layer is out of reach; try again after Retry-After seconds */
      503: {
        headers: {
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function took longer than the gateway waits */
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
         * @description Answer 304 when the item still has one of these entity tags
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
          /** @description Entity tag of the item's revision, for If-Match and If-None-Match */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Item"];
        };
      };
      /** @description The item is still as If-None-Match names it */
      304: {
        headers: {
          /** @description Entity tag of the item's revision, for If-Match and If-None-Match */
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
      /** @description The API key is missing or not valid here */
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
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
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
      /** @description The data layer is out of reach; try again after Retry-After seconds */
      503: {
        headers: {
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function took longer than the gateway waits */
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
         * @description Act only on these entity tags, twenty at the most, or on any with `*`
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
      /** @description The item as it is now */
      200: {
        headers: {
          /** @description Entity tag of the item's revision, for If-Match and If-None-Match */
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
      /** @description The API key is missing or not valid here */
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
      /** @description The item is at none of the revisions that If-Match names */
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
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
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
      /** @description The data layer is out of reach; try again after Retry-After seconds */
      503: {
        headers: {
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function took longer than the gateway waits */
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
         * @description Act only on these entity tags, twenty at the most, or on any with `*`
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
      /** @description The item is gone */
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
      /** @description The API key is missing or not valid here */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The item is at none of the revisions that If-Match names */
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
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
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
      /** @description The data layer is out of reach; try again after Retry-After seconds */
      503: {
        headers: {
          /** @description Seconds after which a retry makes sense; absent when the quota of the usage plan is used up */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      /** @description The function took longer than the gateway waits */
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
