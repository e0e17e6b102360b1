// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code
/** Faults of the bot, in the order of a message's path. Those of the order of things are in `test/simulation/mutants.ts`. */
import { faults } from './mutant.ts'

const HTTP = [
  ...faults(
    'src/app.ts',
    ['test/http/request-log.test.ts'],
    ['hop === 0, // only', 'true, // only'],
    ['KEEP_ALIVE_TIMEOUT_MS = 95_000', 'KEEP_ALIVE_TIMEOUT_MS = 95'],
    ['MAX_REQUESTS_PER_CONNECTION = 100', 'MAX_REQUESTS_PER_CONNECTION = 1_000'],
    ['/^[\\w-]{8,200}$/.test(header)', 'true'],
    ['`req-${PROCESS_ID}-${++requests}`', '`req-${++requests}`'],
    ['async () => requestLog.flush()', 'async () => {}']
  ),
  ...faults(
    'src/app.ts',
    ['test/webhook/limits.test.ts'],
    ['bodyLimit: 1024 * 1024', 'bodyLimit: 1024 * 1000'],
    [
      'unavailableReason: () => bot.inbox.unavailableReason(),\n    max',
      'unavailableReason: () => undefined,\n    max'
    ]
  ),
  ...faults(
    'src/http/request-log.ts',
    ['test/http/request-log.test.ts'],
    ["url.split('?', 1)[0]", 'url'],
    ['...(isIP(ip) && { ip }),', 'ip,'],
    ['override incomingRequest() {}', ''],
    ["if (statusCode === 500) this.#log.write('error'", "if (statusCode === 500) this.#log.write('warn'"]
  ),
  ...faults(
    'src/log/throttle.ts',
    ['test/log/throttle.test.ts'],
    ['windows.delete(key)', ''],
    ['if (++window.count > lines)', 'if (++window.count >= lines)'],
    ['clearTimeout(timer)', ''],
    ['if (more > 0)', ''],
    ['const key = JSON.stringify(kind)', 'const key = message']
  ),
  ...faults(
    'src/log/redact.ts',
    ['test/log/redact.test.ts'],
    ['[\\w+/=-]{32,}', '[\\w+/=-]{172,}'],
    [".replace(/[\\s\\p{C}]+/gu, ' ')", ''],
    ['.slice(0, MAX_LENGTH)', ''],
    ["if (secret !== '') words = words.replaceAll(secret, '…')", ''],
    ['.toWellFormed()', '']
  )
]

const WEBHOOK = [
  ...faults(
    'src/webhook/signature.ts',
    ['test/webhook/signature.test.ts'],
    ['[A-Za-z0-9+/]{43}=$/', '[A-Za-z0-9+/]{43}=/'],
    ["if (!signature) return 'absent'", 'if (!signature) return'],
    ['const failure = formFailure(signature)\n  if (failure) return failure', ''],
    ['matches.indexOf(true)', 'matches.length - 1'],
    ["return index < 0 ? 'mismatch' : index", 'return Math.max(0, index)']
  ),
  ...faults(
    'src/webhook/signature.ts',
    ['test/architecture.test.ts'],
    [
      "timingSafeEqual(Buffer.from(sign(body, secret), 'latin1'), received)",
      'sign(body, secret) === String(received)'
    ]
  ),
  ...faults(
    'src/webhook/plugin.ts',
    ['test/webhook/limits.test.ts'],
    [
      "Number(headers['content-length'] ?? 0) > bodyLimit",
      "Number(headers['content-length'] ?? 0) >= bodyLimit"
    ]
  ),
  ...faults(
    'src/webhook/plugin.ts',
    ['test/webhook/plugin.test.ts'],
    ["if (typeof signer === 'string') return done(signatureError(signer))", ''],
    ["reply.header('allow', 'POST')", ''],
    ["if (!request.headers['content-type']) return done(new MediaTypeError())", ''],
    ['!Array.isArray(body.events)', 'false'],
    ['if (!body.events.every(isObject)) return', 'if (false) return'],
    ['request.channelSecretIndex = signer', ''],
    ["return 'the body cannot be read as JSON' //", 'return `the body cannot be read as JSON: ${bytes}` //'],
    [
      'scope.removeAllContentTypeParsers()',
      '',
      'a type that has a parser of its own is deleted from the headers before'
    ]
  ),
  ...faults(
    'src/webhook/route.ts',
    ['test/webhook/limits.test.ts'],
    ['ANSWER_WITHIN_MS - elapsedMs', 'ANSWER_WITHIN_MS']
  ),
  ...faults(
    'src/webhook/route.ts',
    ['test/status-page/recent-activity.test.ts', 'test/status-page/problems.test.ts'],
    ["if (reason === 'mismatch') activity", "if (reason !== '') activity"],
    ['activity.webhookReceived()', '']
  ),
  ...faults(
    'src/webhook/route.ts',
    ['test/webhook/callback.test.ts'],
    ['throw new RejectedError()', 'return reply.send()']
  ),
  ...faults(
    'src/webhook/route.ts',
    ['test/webhook/secret-rotation.test.ts'],
    ['isRotating ? createRotationLog(scope.log) : undefined', 'createRotationLog(scope.log)']
  ),
  ...faults(
    'src/webhook/rotation-log.ts',
    ['test/webhook/secret-rotation.test.ts'],
    ['if (channelSecretIndex === latest) return', ''],
    ['MESSAGES[channelSecretIndex]', 'MESSAGES[0]']
  ),
  ...faults(
    'src/webhook/path.ts',
    ['test/setup/compare-secret.test.ts'],
    ['|| `${path}/` === CALLBACK_PATH', '']
  ),
  ...faults(
    'src/webhook/load-shedding.ts',
    ['test/webhook/limits.test.ts'],
    ['RETRY_AFTER = 2', 'RETRY_AFTER = 2_000'],
    ["if (statusCode === 503) reply.header('retry-after', RETRY_AFTER)", ''],
    ['if (reason) throw new RefusingError(reason)', '']
  ),
  ...faults(
    'src/webhook/load-shedding.ts',
    ['test/webhook/load-shedding.test.ts'],
    ['MAX_EVENT_LOOP_DELAY_MS = 1_000', 'MAX_EVENT_LOOP_DELAY_MS = 100_000'],
    ['? lateSamples + 1 : 0', '? lateSamples + 1 : lateSamples']
  ),
  ...faults(
    'src/webhook/body-memory-limit.ts',
    ['test/webhook/body-memory-limit.test.ts'],
    ["message.once('close', release)", "message.once('error', release)"],
    ['totalBytes -= bytes', ''],
    ['bytes += chunk.length + CHUNK_BYTES\n', 'bytes += chunk.length\n'],
    ['if (totalBytes <= 2 * maxBytes) return', 'return']
  ),
  ...faults(
    'src/webhook/delivery-status.ts',
    ['test/webhook/callback.test.ts', 'test/webhook/outage.test.ts'],
    ["outcome === 'rejected') ? 400 : 200", "outcome === 'rejected') ? 200 : 200"],
    ["outcome === 'failed' || (outcome", "outcome === 'rejected' || (outcome"]
  )
]

const INBOX = [
  ...faults(
    'src/inbox/deadline.ts',
    ['test/inbox/remembered-ids.test.ts'],
    ['REPLY_TOKEN_LIFETIME_MS + 10 * MINUTE_MS', '3 * MINUTE_MS']
  ),
  ...faults(
    'src/inbox/deduplication-cache.ts',
    ['test/inbox/remembered-ids.test.ts', 'test/inbox/memory.test.ts'],
    ['?? 0) > performance.now()', '?? 0) < performance.now()'],
    ['if (expiries.size > maxIds * (1 + BATCH_SHARE)) dropOldest()', ''],
    ['if (expiries.size <= maxIds) return', '']
  ),
  ...faults(
    'src/inbox/memory.ts',
    ['test/inbox/memory.test.ts'],
    ['if (settled.has(id)) return SETTLED', ''],
    ['processing.set(id, { attempt, result, whenInHand })', ''],
    ["result.outcome === 'failed' ? result : DUPLICATE", 'DUPLICATE'],
    ['perhapsDelivered.add(id)', ''],
    ["if (result.outcome !== 'failed') settled.add(id)", 'if (true) settled.add(id)'],
    ['.catch(internalFailure)', ''],
    ['inFlight.remove(1, bytes)', ''],
    ['if (unavailable) return { unavailable }', ''],
    ['delivery.bytes / events.length', 'delivery.bytes']
  ),
  ...faults(
    'src/inbox/in-flight.ts',
    ['test/inbox/memory.test.ts'],
    ['events + moreEvents <= maxEvents', 'events + moreEvents < maxEvents'],
    ['bytes + moreBytes <= maxBytes', 'true'],
    ['if (events > 0) return', 'return']
  ),
  ...faults(
    'src/inbox/in-order.ts',
    ['test/inbox/in-order.test.ts'],
    ['previous ? after(previous) : processEvent(event, attempt)', 'processEvent(event, attempt)'],
    ['if (ends.get(chat) === end) ends.delete(chat)', 'ends.delete(chat)'],
    ['while (!isDone && Date.now() < attempt.deadline)', 'while (!isDone)'],
    ['&& !tapOf(event) ?', '?']
  ),
  ...faults(
    'src/inbox/identify.ts',
    ['test/inbox/any-event.test.ts', 'test/inbox/memory.test.ts'],
    ['{ ...event, deliveryContext: undefined }', 'event'],
    ["if (message.type === 'text' && typeof message.text !== 'string') return 'unknown'", ''],
    ['/^[\\w-]{1,64}$/', '/^/'],
    ["if (!isName(type)) return 'unknown'", '']
  ),
  ...faults(
    'src/inbox/process-event.ts',
    ['test/inbox/process-event.test.ts', 'test/webhook/callback.test.ts'],
    ["if (event.mode === 'standby') return ignored('standby')", ''],
    ["if (isDummyReplyToken(replyToken)) return ignored('verification')", ''],
    [
      'reply === TIMED_OUT ? HANDLER_TIMEOUT : validateReply(reply, kind)',
      'validateReply(reply as never, kind)'
    ],
    ["if (!handler) return ignored('unsupported')", "if (!handler) return ignored('no-reply')"],
    ['const isPerhapsUsed = status === 400 &&', 'const isPerhapsUsed ='],
    ["reason: 'credentials', mayHaveBeenDelivered", "reason: 'line-unavailable', mayHaveBeenDelivered"],
    ['Object.hasOwn(handlers, kind) &&', ''],
    ['isRedelivery === true && !hasDetails', 'isRedelivery === true']
  ),
  ...faults(
    'src/inbox/recent-activity.ts',
    ['test/status-page/recent-activity.test.ts'],
    ["if (isExpired(result)) failed('expired')", ''],
    ["if (result.outcome === 'rejected') failed('rejected', result)", ''],
    ["|| result.outcome === 'postponed'", ''],
    ["if (result.outcome === 'replied') activity.replyAt = performance.now()", '']
  ),
  ...faults(
    'src/inbox/slow/kept-answers.ts',
    ['test/inbox/slow/kept-answers.test.ts'],
    ['if (kept.has(id)) return', 'await remove(id)'],
    ['kept.size > maxAnswers ||', ''],
    ['|| totalLength > maxLength', ''],
    ['totalLength -= answer?.length ?? 0', '']
  ),
  ...faults(
    'src/inbox/redis/readiness.ts',
    ['test/inbox/redis/unavailable.test.ts'],
    ['if (concernsOneEvent) return', ''],
    ['Math.max(unableUntil, performance.now() + UNABLE_FOR_MS)', '0']
  ),
  ...faults(
    'src/inbox/redis/capacity.ts',
    ['test/inbox/redis/unavailable.test.ts', 'test/inbox/redis/full.test.ts'],
    ['maxMemory > 0 && grown > maxMemory * MAX_MEMORY_SHARE', 'false'],
    ['if (waiting >= maxWaiting()) return', 'if (false) return'],
    ['if (own.isLineDown()) return longest', '']
  ),
  ...faults(
    'src/redis/errors.ts',
    ['test/redis/errors.test.ts'],
    ["[/^MASTERDOWN /, 'READONLY'],", ''],
    ["[/max number of clients/, 'MAXCLIENTS'],", '']
  )
]

const HANDLERS = [
  ...faults(
    'src/handlers/with-loading-animation.ts',
    ['test/handlers/with-loading-animation.test.ts'],
    ['reply.finally(() => clearTimeout(timer))', 'reply'],
    ['afterMs = 1_000', 'afterMs = 10_000'],
    ["source?.type !== 'user' || ", '']
  ),
  ...faults(
    'src/handlers/in-groups.ts',
    ['test/handlers/in-groups.test.ts'],
    ["|| source?.type === 'room'", ''],
    ['mentionee?.isSelf === true', 'mentionee !== undefined'],
    ["if (policy === 'off') return 'replyToken' in event", "if (policy === 'off') return true"],
    ['return isDefaultHandler', 'return false'],
    ["|| event.type === 'messageEdited'", '']
  ),
  ...faults(
    'src/handlers/validate.ts',
    ['test/handlers/validate.test.ts', 'test/handlers/handlers.test.ts'],
    ['messages.length > MAX_MESSAGES_PER_REPLY', 'messages.length >= MAX_MESSAGES_PER_REPLY'],
    ['if (!Array.isArray(messages)) {', 'if (false) {']
  ),
  ...faults(
    'src/handlers/slow.ts',
    ['test/handlers/slow.test.ts'],
    ['patienceMs: 40_000, giveUpAfterMs', 'patienceMs: 60_000, giveUpAfterMs'],
    ['size >= min && size <= max', 'size <= max'],
    ['working: 160, button: 20', 'working: 160, button: 200']
  ),
  ...faults(
    'src/handlers/echo/echo.ts',
    ['test/handlers/echo.test.ts'],
    ['- CUT_OFF.length', ''],
    ['text.slice(start, end) + CUT_OFF', 'text.slice(start, end)'],
    ['MAX_MESSAGES_PER_REPLY - 1 &&', 'MAX_MESSAGES_PER_REPLY &&']
  ),
  ...faults(
    'src/handlers/echo/split.ts',
    ['test/handlers/echo.test.ts'],
    ['UNITS_PER_MESSAGE = 5_000', 'UNITS_PER_MESSAGE = 5_001'],
    ['return splitsPair(text, end) ? end - 1 : end', 'return end'],
    ['grapheme > start && end - grapheme <= LONGEST_GRAPHEME', 'false']
  ),
  ...faults(
    'src/handlers/echo/text-with-emoji.ts',
    ['test/handlers/echo-emoji.test.ts'],
    ['EMOJIS_PER_MESSAGE = 20', 'EMOJIS_PER_MESSAGE = 21'],
    ["text.replace(/[{}]/g, '$&$&')", 'text'],
    ['Math.max(UNITS_PER_EMOJI, emoji.length)', 'emoji.length'],
    ['first += count', '']
  ),
  ...faults(
    'src/handlers/echo/emoji-ranges.ts',
    ['test/handlers/echo-emoji.test.ts'],
    ['if (index < end) return false', ''],
    ['index + length <= text.length &&', ''],
    ['.sort((a, b) => a.index - b.index)', '']
  ),
  ...faults(
    'src/handlers/echo/sendable-emoji.ts',
    ['test/handlers/echo-emoji.test.ts'],
    ["emojiId >= '001' && ", ''],
    ['Number(emojiId) <= last', 'Number(emojiId) < last']
  )
]

const LINE = [
  ...faults(
    'src/timing/backoff.ts',
    ['test/timing/backoff.test.ts'],
    ['(0.5 + Math.random() / 2)', '1'],
    ['Math.min(maxMs, FIRST_BACKOFF_MS * 2 ** (attempts - 1))', 'FIRST_BACKOFF_MS * 2 ** (attempts - 1)'],
    ['2 ** (attempts - 1)', '2 ** attempts'],
    ['MAX_BACKOFF_MS = 8_000', 'MAX_BACKOFF_MS = 80_000']
  ),
  ...faults(
    'src/line/errors.ts',
    ['test/line/remedies.test.ts'],
    ['ECONNREFUSED|ENOTFOUND|', 'ECONNREFUSED|'],
    ['/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/', '/^CERT_HAS_EXPIRED$/'],
    ['/SELF_SIGNED|UNABLE', '/UNABLE'],
    ['if (codes.test(code)) return remedy', 'return remedy']
  ),
  ...faults(
    'src/line/channel-client.ts',
    ['test/line/channel-client.test.ts'],
    ['error.status !== 401 || !token ||', '!token ||'],
    ['!accessToken.invalidate(token)', 'true'],
    ['error.status === 404) return', 'false) return'],
    ['if (!Object.entries(types).every(isExpected)) throw notLine()', ''],
    ["if (answer === TIMED_OUT) throw new LineError('no answer in time')", '']
  ),
  ...faults(
    'src/line/channel-client.ts',
    ['test/cli/clock.test.ts'],
    ['date - Date.now()', 'Date.now() - date']
  ),
  ...faults(
    'src/line/reply-client.ts',
    ['test/line/access-token.test.ts'],
    ['response.status === 401 && attempts === 1 &&', 'response.status === 402 &&']
  ),
  ...faults(
    'src/line/reply-client.ts',
    ['test/line/reply-client.test.ts'],
    ['mayHaveBeenDelivered ||= result.mayHaveBeenDelivered', ''],
    ['|| leftMs <= 0)', ')'],
    ['rounds >= maxReplyAttempts ||', ''],
    ['&& status !== 408 && status !== 429', '&& status !== 408'],
    ["if (status === 401 || status === 403) return 'unauthorized'", ''],
    ['isOutageLogged = false\n      log', 'log'],
    ['if (isClosed) return', '']
  ),
  ...faults(
    'src/line/http-client.ts',
    ['test/line/http-client.test.ts'],
    ['if (status < 200) return', ''],
    ['if (bytes > MAX_BODY_BYTES)', 'if (bytes > 1e9)'],
    ['const mayHaveBeenDelivered = connection !== undefined', 'const mayHaveBeenDelivered = false'],
    ['bodyTimeout: BODY_TIMEOUT_MS', 'bodyTimeout: 0'],
    ['if (isClosed) throw', 'if (false) throw'],
    ['if (!needsBody(status)) settle()', ''],
    ['if (isWritten) return false', '']
  ),
  ...faults(
    'src/line/error-body.ts',
    ['test/line/reply-client.test.ts'],
    ["redact(words.join('; '), secrets)", "words.join('; ')"],
    ['hasDetails: list.length > 0', 'hasDetails: true'],
    ['`${property}: ${message}`', 'message']
  ),
  ...faults(
    'src/line/stateless-token.ts',
    ['test/line/access-token.test.ts'],
    ['if (isRenewing || isClosed) return', 'if (isClosed) return'],
    ['Date.now() - invalidatedAt < RENEW_INVALID_EVERY_MS', 'false'],
    ['if (token !== latest) return true', ''],
    ['Date.now() < usableUntil ? latest : undefined', 'latest'],
    ['lifetimeMs * (0.7 + Math.random() / 10)', 'lifetimeMs'],
    ['status === 400 || status === 401) throw', 'false) throw'],
    ['waiter.resolve(token)', '']
  ),
  ...faults(
    'src/line/outage.ts',
    ['test/line/outage.test.ts'],
    ['SILENT_AFTER_MS = 800', 'SILENT_AFTER_MS = 8_000'],
    ['PROBE_EVERY_MS = 400', 'PROBE_EVERY_MS = 4'],
    ['replies.sort((a, b) => a.deadline - b.deadline)', ''],
    ['if (reply.signal?.aborted) return Promise.resolve(false)', ''],
    ['open.clear()\n        recover()', 'recover()'],
    ['Math.max(MIN_PER_TURN, Math', 'Math.min(MIN_PER_TURN, Math']
  ),
  ...faults(
    'src/line/sdk.ts',
    ['test/line/sdk.test.ts'],
    ["?.hostname !== 'api.line.me'", "?.hostname === 'api.line.me'"],
    ['if (latest?.token !== token)', 'if (!latest)']
  )
]

const SETUP = [
  ...faults(
    'src/config/dot-env.ts',
    ['test/config/dot-env-precedence.test.ts'],
    ['process.env[name] ??= value', 'process.env[name] = value']
  ),
  ...faults(
    'src/config/dot-env.ts',
    ['test/config/dot-env.test.ts'],
    ['{ fatal: true }', '{ fatal: false }'],
    ["text.includes('\\0')", 'false'],
    ["text.replace(/\\r\\n?/g, '\\n')", 'text']
  ),
  ...faults(
    'src/config/config.ts',
    ['test/config.test.ts'],
    ['environment[name]?.trim()', 'environment[name]'],
    ['channelSecret: channelSecretsOf(config)[0]', 'channelSecret: config.LINE_CHANNEL_SECRET'],
    ['[...new Set(splitChannelSecrets(LINE_CHANNEL_SECRET))]', 'splitChannelSecrets(LINE_CHANNEL_SECRET)']
  ),
  ...faults(
    'src/config/config-error.ts',
    ['test/config.test.ts'],
    ['mayBeSecret ?', 'false ?'],
    ['if (CHANNEL_ID.test(secret))', 'if (false)'],
    ['problems.sort(inOrderOfSchema)', 'problems'],
    ["!schemaPath.startsWith('#/anyOf/')", 'true'],
    ['value.length >= 32 ||', '']
  ),
  ...faults(
    'src/config/formats.ts',
    ['test/config.test.ts'],
    ['secrets.length <= 2 &&', ''],
    ['&& url.href === `${url.origin}/`', ''],
    ['/^rediss?:\\/\\/[^/]/', '/^redis:\\/\\/[^/]/']
  ),
  ...faults(
    'src/config/hints.ts',
    ['test/config.test.ts'],
    ["[CHANNEL_ID, 'looks like a Channel ID: the Channel secret is below it'],", ''],
    ['/^.{101}/', '/^.{1001}/'],
    ['/^(["\'`]).*\\1$/', '/^(["\'`]).*$/', 'a value with one quote alone is not a mix-up that anybody makes']
  ),
  ...faults(
    'src/config/schema.ts',
    ['test/config.test.ts'],
    ['maximum: 65535,\n      default', 'maximum: 65536,\n      default'],
    ['maxLength: 5000', 'maxLength: 50000'],
    ["default: '::'", "default: '127.0.0.1'"]
  ),
  ...faults(
    'src/cli/doctor.ts',
    ['test/cli/clock.test.ts'],
    ["skewMs > 0 ? 'behind' : 'ahead of'", "skewMs < 0 ? 'behind' : 'ahead of'"],
    ['if (seconds <= 30)', 'if (seconds <= 3_000)'],
    ['Math.abs(skewMs)', 'skewMs']
  ),
  ...faults(
    'src/cli/doctor.ts',
    ['test/cli/doctor.test.ts'],
    ['/^y(es)?$/i', '/^(y(es)?)?$/i'],
    ["state === 'bad') ? 1 : 0", "state === 'bad') ? 0 : 0"],
    ["url.protocol !== 'https:' && !isCustomHost(baseUrl)", 'false', 'LINE refuses such an address itself'],
    ['if (before === endpoint) return', '']
  ),
  ...faults(
    'src/cli/doctor.ts',
    ['test/setup/compare-secret.test.ts'],
    ['if (isAccepted && isIssued) {', 'if (false) {'],
    ['if (isRefused || isIssued) {', 'if (false) {'],
    ['if (!isRefused) return', 'return'],
    ['isRotating(config) ? undefined :', '']
  ),
  ...faults(
    'src/setup/compare-secret.ts',
    ['test/setup/compare-secret.test.ts'],
    ["redirect: 'manual'", "redirect: 'follow'"],
    ["if (url.protocol !== 'https:' && !LOOPBACK.test(url.hostname))", 'if (false)'],
    ['if (!url || !isCallbackUrl(endpoint))', 'if (!url)'],
    ["&& (await response.text()).includes('LINE_ERR_SIGNATURE')", ''],
    ['signal: AbortSignal.timeout(timeoutMs)', '']
  ),
  ...faults(
    'src/setup/explain-webhook-test.ts',
    ['test/setup/explains-failures.test.ts'],
    ['503: LANGUAGES.en.steps.verify503', ''],
    ['Math.floor(statusCode / 100)', 'statusCode'],
    ['405: ', '406: ']
  ),
  ...faults(
    'src/setup/checks.ts',
    [
      'test/status-page/status-page.test.ts',
      'test/status-page/problems.test.ts',
      'test/setup/explains-failures.test.ts'
    ],
    ["if (status === 403) return 'forbidden'", ''],
    ["parsed?.protocol === 'https:' &&", ''],
    ["if (notIssued) return 'not-issued'", '']
  ),
  ...faults(
    'src/setup/texts/ja.json',
    ['test/status-page/texts.test.ts'],
    ['"useDone": "オンになっています。"', '"useDone": "オフになっています。"'],
    ['"internal": "ボット自体に不具合があります。', '"internal": "LINEから応答がありません。'],
    ['（LINE_API_BASE_URL）', ''],
    ['"todo": "未完了"', '"todo": "完了"']
  )
]

const PAGE = [
  ...faults(
    'src/status-page/status.ts',
    [
      'test/status-page/recent-activity.test.ts',
      'test/status-page/problems.test.ts',
      'test/status-page/status-page.test.ts'
    ],
    ['failure && failure.at >= replyAt', 'failure'],
    ['signatureMismatchAt > webhookAt', 'signatureMismatchAt > 0'],
    ["if (refusing !== null) problems.push('refusing')", ''],
    ['performance.now() - askedAt >= ASK_EVERY_MS', 'true'],
    ["pathname.replace(/\\/$/, '')", 'pathname']
  ),
  ...faults(
    'src/status-page/index.ts',
    ['test/status-page/headers.test.ts'],
    ["; frame-ancestors 'none'", ''],
    ["default-src 'none'", 'default-src *'],
    ["'x-content-type-options': 'nosniff',", ''],
    ["reply.header('cache-control', 'no-store')", '']
  ),
  ...faults(
    'src/status-page/html.ts',
    ['test/status-page/status-page.test.ts'],
    ['/[&<>"\']/g', '/[&"\']/g']
  ),
  ...faults(
    'src/status-page/reader.ts',
    ['test/status-page/status-page.test.ts'],
    ['.slice(0, MAX_HEADER_CHARACTERS)', ''],
    ['if (!HOST.test(host)) return null', ''],
    ["in: 'id'", "in: 'en'"],
    ['.find(Boolean)', '.findLast(Boolean)'],
    ['/^https?$/.test(forwarded)', 'forwarded']
  )
]

const MEDIA = [
  ...faults(
    'src/media/limit.ts',
    ['test/media/content.test.ts', 'test/media/files.test.ts'],
    ['if (bytes > maxBytes)', 'if (bytes > 10 * maxBytes)']
  ),
  ...faults(
    'src/media/files.ts',
    ['test/media/files.test.ts'],
    ['isOurs && Date.now() < Number(expires)', 'isOurs'],
    ['secrets.some((secret) => isEqual(sign(secret, id, expires), signature))', 'true'],
    ['update(`${id}.${expires}`)', 'update(id)'],
    ["url.protocol !== 'https:' && !LOCAL.includes(url.hostname)", 'false']
  ),
  ...faults(
    'src/media/external.ts',
    ['test/media/external.test.ts'],
    ["if (protocol !== 'https:') throw", "if (protocol === 'ftp:') throw"],
    ["redirect: 'error'", "redirect: 'follow'"],
    ['if (isIP(host) && !isPublic(host)) throw notPublic()', ''],
    ["'169.254.0.0/16',", ''],
    ['if (!addresses.every(({ address }) => isPublic(address)))', 'if (false)']
  ),
  ...faults(
    'src/media/route.ts',
    ['test/media/files.test.ts'],
    ["'content-security-policy': \"default-src 'none'; sandbox\",", ''],
    ['if (!file) return reply.callNotFound()', "if (!file) return reply.send('')"]
  )
]

const METRICS = [
  ...faults(
    'src/metrics/metrics.ts',
    ['test/metrics/metrics.test.ts'],
    ["outage.state() === 'none' ? 1 : 0", '1'],
    ["'reason' in result ? result.reason : ''", "''"],
    ['handlers.observe({ handler }, ms / 1_000)', 'undefined'],
    ['stats.oldestMs / 1_000', '0'],
    ['queue.reset()', ''],
    ['pushQuota.set(limit)', 'pushQuota.set(0)']
  ),
  ...faults(
    'src/metrics/serve-metrics.ts',
    ['test/metrics/metrics.test.ts'],
    ["variable: 'METRICS_PORT'", "variable: 'PORT'"],
    ['reason ? reply.code(503)', 'reason ? reply.code(200)']
  ),
  ...faults(
    'src/inbox/event-log.ts',
    ['test/log/event-log.test.ts'],
    ["if (outcome === 'duplicate')", 'if (false)'],
    ["outcome === 'postponed' && isOutage(result)", 'isOutage(result as never)']
  ),
  ...faults(
    'src/runtime/process.ts',
    ['test/metrics/metrics.test.ts'],
    ['log.setBindings({ process: `${name}-${PROCESS_ID}` })', 'void name']
  )
]

export const BOT = [
  ...HTTP,
  ...WEBHOOK,
  ...INBOX,
  ...HANDLERS,
  ...LINE,
  ...SETUP,
  ...PAGE,
  ...MEDIA,
  ...METRICS
]
