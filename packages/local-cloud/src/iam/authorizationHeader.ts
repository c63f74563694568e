import { remembered } from "../kernel/bounds/remembered";

/** Parts of an Authorization header without its signature; empty if they are missing. */
export interface Signer {
  readonly algorithm: string;
  /** `KEY/DATE/REGION/SERVICE/aws4_request`. */
  readonly credential: string;
  readonly accessKeyId: string;
  /** The credential without the key. */
  readonly scope: string;
  /** Elements of the scope. */
  readonly elements: readonly string[];
  readonly signedHeaders: readonly string[];
  /** The signed headers in lower case. */
  readonly covered: ReadonlySet<string>;
}

/** An SDK client sends the same key, scope and names with each request of a day. */
const knownSigner = remembered((text) => signerOf(partsOf(text)));

const signatureName = " Signature=";

/** Parses a header of the form `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, in any order. */
export function parseAuthorization(header: string): { readonly signer: Signer; readonly signature: string } {
  const end = header.lastIndexOf(signatureName);
  const last = header.slice(end + signatureName.length);
  if (end >= 0 && !/[ ,]/.test(last)) return { signer: knownSigner(header.slice(0, end)), signature: last };
  const parts = partsOf(header);
  return { signer: signerOf(parts), signature: parts.named.get("Signature") ?? "" };
}

interface Parts {
  readonly algorithm: string;
  readonly named: ReadonlyMap<string, string>;
}

function partsOf(header: string): Parts {
  const [algorithm = "", ...parts] = header.split(/[ ,]+/);
  const entries = parts.map((part) => {
    const end = part.indexOf("=");
    return [part.slice(0, end), part.slice(end + 1)] as const;
  });
  return { algorithm, named: new Map(entries) };
}

function signerOf({ algorithm, named }: Parts): Signer {
  const credential = named.get("Credential") ?? "";
  const [accessKeyId = "", ...elements] = credential.split("/");
  const names = named.get("SignedHeaders") ?? "";
  const signedHeaders = names === "" ? [] : names.split(";");
  const covered = new Set(signedHeaders.map((name) => name.toLowerCase()));
  return { algorithm, credential, accessKeyId, scope: elements.join("/"), elements, signedHeaders, covered };
}
