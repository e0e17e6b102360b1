import type { ActivityFailureReason } from '../../inbox/last-activity.ts'

/** Every way to fail. `forbidden` is `credentials` with LINE's status 403: the credentials may be good. */
type FailureText = ActivityFailureReason | 'forbidden'

/** The words of the page, in English. The names in LINE's console are LINE's. */
export const en = {
  name: 'English',
  title: 'LINE echo bot',
  running: 'Your bot is running.',
  todo: (count: number) => (count === 1 ? 'One step is left.' : `${count} steps are left.`),
  allDone: 'All that this page can see is set up. Tick off the rest, and you are there.',
  wrong: 'Something needs your attention.',
  doubtful: 'Something may need your attention.',
  unknown: 'LINE does not answer at the moment. This page asks again every minute.',
  simulator:
    'This bot talks to a simulator, not to LINE (LINE_API_BASE_URL). Its settings and its chat are on the simulator’s own page.',
  /** before LINE’s own words, or, without a status, before what kept it from answering */
  lineSays: (status: number | null) => (status === null ? 'The error:' : `LINE’s own words (${status}):`),
  webhookUrl: 'Webhook URL',
  copy: 'Copy',
  copied: 'Copied',
  noAddress:
    'This page cannot tell its own address. The webhook URL is your server’s public address, followed by',
  needsHttps:
    'LINE needs an https address that is reachable from the internet. On your own machine, open a tunnel, and open this page at the tunnel’s address.',
  problems: {
    title: 'Look at this first',
    refusing: 'The bot takes no webhooks at the moment.',
    refusingReason: 'The reason, as in the log:',
    failure: 'The last event failed.',
    signature: 'A request came with a wrong signature.'
  },
  done: {
    title: 'Your bot is ready!',
    text: 'Everything is set up. Add it as a friend, show it to others, and say hello.',
    simulated: 'Everything is set up. Go on talking to it on the simulator’s chat page.'
  },
  states: { done: 'done', wrong: 'needs attention', todo: 'to do', unknown: 'not known', byHand: 'by hand' },
  stepsTitle: 'Setting it up',
  console: 'LINE Developers Console',
  manager: 'LINE Official Account Manager',
  steps: {
    token: 'The channel access token',
    tokenAccepted: (name: string) => `LINE accepts it: the bot is ${name}.`,
    tokenRefused: 'LINE refuses it.',
    tokenRefusedFix:
      'Issue a new one (your channel › Messaging API › Channel access token), set LINE_CHANNEL_ACCESS_TOKEN to it, and restart the bot.',
    tokenForbidden: 'LINE does not allow the bot’s calls.',
    tokenForbiddenFix:
      'The token may be good. If the channel lets only some addresses call it (your channel › Security), add this server’s address there; or something between the bot and LINE refuses the calls.',
    tokenNotIssued: 'LINE issues none.',
    tokenNotIssuedFix:
      'LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be the Channel ID and the Channel secret of one channel: copy both (your channel › Basic settings), and restart the bot.',
    tokenUnknown: 'Not known yet.',
    url: 'Register the webhook URL',
    urlTodo:
      'Your channel › Messaging API › Webhook settings › Webhook URL: paste the address of this page’s first field and press Update.',
    urlOther: 'Another address is registered.',
    urlOtherFix:
      'If it should be this one: your channel › Messaging API › Webhook settings › Webhook URL: paste the address of this page’s first field and press Update.',
    urlDone: 'LINE has this address.',
    use: 'Switch “Use webhook” on',
    useTodo: 'On the same page, just below the address. Then press Verify.',
    useDone: 'It is on.',
    verify: 'If Verify fails',
    verify403:
      '403: LINE_CHANNEL_SECRET is of another channel; or a firewall, a tunnel or a login in front of the bot keeps LINE out. In the first case the bot’s log has a line with LINE_ERR_SIGNATURE.',
    verify503:
      '503: the bot is starting, stopping or overloaded, or Redis is away; or a router in front of it found no bot running. The bot’s own log says which.',
    verifyOther:
      'Another status, such as 301, 404 or 502, is never the bot’s own: it comes from what is in front of it. The tunnel is gone, something redirects or asks for a login, or another server answers at this name.',
    redelivery: 'Switch “Webhook redelivery” on',
    redeliveryTodo:
      'On the same page. LINE then repeats what the bot could not take, so that no message is lost.',
    greeting: 'Switch LINE’s own answers off',
    greetingTodo:
      'Settings › Response settings: Greeting message and Auto-response messages off, or they answer beside the bot.',
    hello: 'Say hello',
    helloTodo: 'Add the bot as a friend, and write to it.',
    helloSimulated: 'Write to the bot on the simulator’s chat page.',
    helloDone: 'The bot has answered.',
    byHand: 'This page cannot see whether it is done.',
    tick: 'I have done it'
  },
  addFriend: 'Add as a friend',
  qrCode: 'QR code to add the bot as a friend',
  factsTitle: 'What happened last',
  lastWebhook: 'Last webhook with a good signature',
  lastReply: 'Last reply that LINE accepted',
  lastFailure: 'Last failure',
  lastSignatureMismatch: 'Last request with a wrong signature',
  never: 'none yet',
  /** what a wrong signature means: one of these */
  signatureCauses: {
    secret:
      'If messages get no answer, it was LINE’s: LINE_CHANNEL_SECRET is of another channel or was reissued. Copy the Channel secret again (your channel › Basic settings), and restart the bot.',
    relay:
      'If only some messages get no answer, such as those with emoji, a relay or proxy on the way rewrites the JSON: it must pass the body on unchanged.',
    stranger: 'If everything works, it was a stranger’s, and you can leave it.'
  },
  failures: {
    forbidden:
      'LINE did not allow a call of the bot, whatever its token. Often the channel lets only some addresses call it (your channel › Security), and this server’s is not among them.',
    credentials:
      'LINE refused the bot’s credentials: the channel access token is wrong or was revoked; or, where the bot has none, LINE_CHANNEL_ID and LINE_CHANNEL_SECRET are not of one channel.',
    rejected:
      'LINE refused a reply. Usually the message came too late, or another program had answered it already.',
    'line-unavailable':
      'LINE did not answer, or had an error of its own. It is tried again when LINE delivers again.',
    'not-stored': 'Redis did not take an event. LINE delivers it again.',
    handler: 'The code that answers messages threw an error: the log has it.',
    'handler-timeout': 'The code that answers messages took longer than a reply may: the log says how long.',
    internal: 'The bot itself has a bug: the log has it.',
    interrupted:
      'A process ended while it handled an event, and it was too late to try again. LINE may have the reply.',
    expired: 'An event waited too long for a reply: is a process running that takes events from Redis?'
  } satisfies Record<FailureText, string>,
  factsNote: 'Since this process started. No message and no user is kept.',
  docs: 'Documentation',
  /** what follows the repository's address: README in this language, where there is one */
  readme: '#readme',
  json: 'This page as JSON',
  language: 'Language'
}

export type Texts = typeof en
