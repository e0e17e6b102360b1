import t from 'tap'
import { remedyFor } from '../../src/line/errors.ts'
import { matches } from '../helper.ts'

t.test('what an operator can do is said of each cause that has a remedy', async (t) => {
  for (const [code, remedy] of [
    ['CERT_HAS_EXPIRED', /clock of this machine/],
    ['CERT_NOT_YET_VALID', /clock of this machine/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /another host: check LINE_API_BASE_URL/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /NODE_EXTRA_CA_CERTS/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /NODE_EXTRA_CA_CERTS/],
    ['CERT_UNTRUSTED', /NODE_EXTRA_CA_CERTS/],
    ['INVALID_CA', /NODE_EXTRA_CA_CERTS/],
    ['UND_ERR_ABORTED', /proxy rejects requests/],
    ['UND_ERR_PRX_TLS', /proxy rejects requests/],
    ['ECONNREFUSED', /network, LINE_API_BASE_URL if it is set, and HTTPS_PROXY/],
    ['ENOTFOUND', /network, LINE_API_BASE_URL if it is set, and HTTPS_PROXY/],
    ['EAI_AGAIN', /network, LINE_API_BASE_URL if it is set, and HTTPS_PROXY/],
    ['EHOSTUNREACH', /network, LINE_API_BASE_URL if it is set, and HTTPS_PROXY/],
    ['ENETUNREACH', /network, LINE_API_BASE_URL if it is set, and HTTPS_PROXY/],
    ['UND_ERR_CONNECT_TIMEOUT', /network, LINE_API_BASE_URL if it is set, and HTTPS_PROXY/]
  ] as const) {
    matches(t, remedyFor(code), remedy, code)
  }
  for (const code of ['ECONNRESET', 'ETIMEDOUT', 'HTTPParserError']) t.equal(remedyFor(code), undefined, code)
})
