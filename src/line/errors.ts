/** A request to LINE got no response. */
export class NoResponseError extends Error {
  override readonly name = 'NoResponseError'
  /** a code of the system, of TLS or of undici, e.g. `ECONNREFUSED`, or one of ours */
  readonly code: string
  /** whether the request was written to a connection, so that LINE may have received it */
  readonly mayHaveBeenDelivered: boolean
  /** what the operator should check, if the code determines it */
  readonly remedy: string | undefined

  constructor(code: string, message: string, mayHaveBeenDelivered: boolean) {
    super(message)
    this.code = code
    this.mayHaveBeenDelivered = mayHaveBeenDelivered
    this.remedy = remedyFor(code)
  }
}

/** LINE responded with an error (`status`), or did not respond. The message is LINE's own, redacted. */
export class LineError extends Error {
  override readonly name = 'LineError'
  /** LINE's HTTP status; without one, LINE did not respond */
  readonly status?: number
  /** LINE refused to issue an access token for the channel id and secret */
  readonly notIssued?: boolean
  /** LINE's `x-line-request-id` */
  readonly lineRequestId?: string
  /** what the operator should check, if known */
  readonly remedy?: string

  constructor(
    message: string,
    details: Partial<Pick<LineError, 'status' | 'notIssued' | 'lineRequestId' | 'remedy'>> = {}
  ) {
    super(message)
    Object.assign(this, details)
  }
}

/** Resolves with the answer, or with the LineError as a value, for callers that continue in either case. */
export async function answerOf<T>(answer: Promise<T>): Promise<T | LineError> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof LineError) return error
    throw error
  }
}

/** Returns what to check when a connection fails with this code of the system, of TLS or of undici. */
export function remedyFor(code: string): string | undefined {
  for (const [codes, remedy] of REMEDIES) if (codes.test(code)) return remedy
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const REMEDIES: [codes: RegExp, remedy: string][] = [
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    "LINE's certificate is not valid at this time: check the clock of this machine"
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'the certificate is for another host: check LINE_API_BASE_URL, and which server responds there'
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|^CERT_|^INVALID_CA$/,
    'this machine does not trust the authority that signed the certificate: set NODE_EXTRA_CA_CERTS to a file with its certificate. Behind a proxy that inspects traffic, use the certificate of the proxy'
  ],
  [
    /^UND_ERR_(ABORTED|INVALID_ARG|PRX)/,
    'the proxy rejects requests: check HTTPS_PROXY (or HTTP_PROXY), its user and password, and NO_PROXY'
  ],
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/,
    'check the network, LINE_API_BASE_URL if it is set, and HTTPS_PROXY if the internet is reachable only through a proxy'
  ]
]
