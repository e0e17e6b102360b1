/** LINE was asked and did not respond, or could not be asked. */
export class NoResponseError extends Error {
  /** the system's, TLS's or undici's code, e.g. `ECONNREFUSED`, or one of our own */
  readonly code: string
  /** The request was written to a connection: LINE may have received it. Otherwise it cannot have. */
  readonly mayHaveBeenDelivered: boolean
  /** what to look at, where the code says it; for whoever runs the bot */
  readonly remedy: string | undefined

  constructor(code: string, message: string, mayHaveBeenDelivered: boolean) {
    super(message)
    this.name = 'NoResponseError'
    this.code = code
    this.mayHaveBeenDelivered = mayHaveBeenDelivered
    this.remedy = remedyFor(code)
  }
}

function remedyFor(code: string): string | undefined {
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
    'the certificate is for another host: check LINE_API_BASE_URL, and what answers in its place'
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|^CERT_|^INVALID_CA$/,
    'the certificate is of an authority that this machine does not know: set NODE_EXTRA_CA_CERTS to a file with the certificate of that authority, which is the proxy’s where one looks into the traffic'
  ],
  [
    /^UND_ERR_(ABORTED|INVALID_ARG|PRX)/,
    'the proxy lets no request through: check HTTPS_PROXY (or HTTP_PROXY), its user and password, and NO_PROXY'
  ],
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/,
    'check the network, LINE_API_BASE_URL if it is set, and HTTPS_PROXY where only a proxy reaches the internet'
  ]
]
