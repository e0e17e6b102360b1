import type { ActivityFailureReason } from '../../inbox/last-activity.ts'

/** The texts of the page and of the doctor, in English. The names of LINE's settings are those in its consoles. */
export const en = {
  name: 'English',
  title: 'LINE echo bot',
  running: 'Your bot is running.',
  todo: (count: number) => (count === 1 ? 'One step is left.' : `${count} steps are left.`),
  allDone: 'Everything this page can check is set up. Tick off the remaining steps.',
  wrong: 'Something needs your attention.',
  doubtful: 'Something may need your attention.',
  unknown: 'LINE is not responding at the moment. This page asks again every minute.',
  customHost: (host: string) =>
    `This bot does not talk to api.line.me but to ${host} (LINE_API_BASE_URL). If that is the simulator, its own page has the settings and the chat.`,
  /** introduces LINE’s error message or, without a status, the reason why there is none */
  lineSays: (status: number | null) => (status === null ? 'The error:' : `LINE’s error message (${status}):`),
  copy: 'Copy',
  copied: 'Copied',
  noAddress:
    'This page cannot tell its own address. The webhook URL is your server’s public address, followed by',
  needsHttps:
    'LINE needs an https address that is reachable from the internet. On your own machine, open a tunnel (such as ngrok), and open this page at the tunnel’s address.',
  problems: {
    title: 'Look at this first',
    refusing: 'The bot is not accepting webhooks at the moment.',
    failure: 'The last event failed.',
    signature: 'A request with a wrong signature arrived.'
  },
  done: {
    title: 'Your bot is ready!',
    text: 'Everything is set up. Show it to others, and say hello.'
  },
  states: { done: 'done', wrong: 'needs attention', todo: 'to do', unknown: 'not known', byHand: 'by hand' },
  stepsTitle: 'Setup',
  steps: {
    notKnown: 'Not known yet.',
    token: 'The channel access token',
    tokenAccepted: (name: string) => `LINE accepts it: the bot is ${name}.`,
    tokenRefused: 'LINE refuses it.',
    tokenRefusedFix:
      'Issue a new one (your channel › Messaging API › Channel access token), set LINE_CHANNEL_ACCESS_TOKEN to it, and restart the bot.',
    tokenForbidden: 'LINE does not allow the bot’s calls.',
    tokenForbiddenFix:
      'The token may be valid. If the channel accepts calls from certain IP addresses only (your channel › Security), add this server’s address there; or something between the bot and LINE refuses the calls.',
    tokenNotIssued: 'LINE does not issue one.',
    tokenNotIssuedFix:
      'LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be the Channel ID and the Channel secret of the same channel: copy both (your channel › Basic settings), and restart the bot.',
    tokenUnknownFix: 'LINE cannot be reached or has an error. Check the network and LINE_API_BASE_URL.',
    url: 'Register the webhook URL',
    urlDone: 'This address is registered.',
    urlNone: 'No address is registered.',
    urlOther: 'Another address is registered. To use this one:',
    urlFix:
      'Your channel › Messaging API › Webhook settings › Webhook URL: paste the address at the top of this page and press Update.',
    use: 'Switch “Use webhook” on',
    useDone: 'It is on.',
    useOff: 'It is off.',
    useFix:
      'Your channel › Messaging API › Webhook settings › Use webhook, just below the address. Then press Verify.',
    verify: 'If Verify fails',
    verify403:
      '403: LINE_CHANNEL_SECRET belongs to another channel; or a firewall, a tunnel or a login in front of the bot blocks LINE. In the first case the bot’s log has a line with LINE_ERR_SIGNATURE.',
    verify503:
      '503: the bot is starting, shutting down or overloaded, or cannot reach Redis; or a router in front of it found no bot running. The bot’s log shows which.',
    verifyOther:
      'The bot never responds with another status, such as 301, 404 or 502: something in front of it does. The tunnel is gone, something redirects or asks for a login, or another server responds at this name.',
    redelivery: 'Switch “Webhook redelivery” on',
    redeliveryTodo:
      'Just below “Use webhook”. LINE then repeats the webhooks that the bot could not accept, so that no message is lost.',
    greeting: 'Switch LINE’s own replies off',
    greetingTodo:
      'Settings › Response settings: switch Greeting message and Auto-response messages off. Otherwise they are sent in addition to the bot’s replies.',
    hello: 'Say hello',
    helloTodo: 'Write a message to it.',
    helloDone: 'The bot has replied.',
    byHand: 'This page cannot check whether it is done.',
    tick: 'I have done it'
  },
  addFriend: 'Add as a friend',
  qrCode: 'QR code to add the bot as a friend',
  activityTitle: 'Recent activity',
  lastWebhook: 'Last webhook with a valid signature',
  lastReply: 'Last reply that LINE accepted',
  lastFailure: 'Last failure',
  lastSignatureMismatch: 'Last request with a wrong signature',
  never: 'none yet',
  /** the possible causes of a wrong signature */
  signatureCauses: {
    secret:
      'If no message gets a reply, the request came from LINE: LINE_CHANNEL_SECRET belongs to another channel or was reissued. Copy the Channel secret again (your channel › Basic settings), and restart the bot.',
    relay:
      'If only some messages get no reply, such as those with emoji, a relay or proxy on the way rewrites the JSON: it must pass the body on unchanged.',
    stranger: 'If everything works, the request came from someone else and can be ignored.'
  },
  failures: {
    credentials:
      'LINE refused the bot’s credentials: the channel access token is wrong or was revoked; or, if no token is set, LINE_CHANNEL_ID and LINE_CHANNEL_SECRET do not belong to the same channel.',
    rejected: 'LINE rejected a reply. Usually it came too late, or another program had replied already.',
    'line-unavailable':
      'LINE did not respond, or had an error of its own. The bot tries again when LINE redelivers the webhook.',
    'not-stored': 'An event could not be stored in Redis. LINE redelivers it.',
    handler: 'The code that replies to messages threw an error: see the log.',
    'handler-timeout': 'The code that replies to messages took too long to reply: see the log for the time.',
    internal: 'The bot itself has a bug: see the log.',
    interrupted:
      'A process ended while it handled an event, and it was too late to retry. LINE may have the reply.',
    expired: 'An event waited too long for a reply. Is a process running that reads events from Redis?'
  } satisfies Record<ActivityFailureReason, string>,
  activityNote: 'Since this process started. No message and no user data is kept.',
  docs: 'Documentation',
  /** appended to the repository’s address: the README in this language, if there is one */
  readme: '#readme',
  json: 'This page as JSON',
  language: 'Language'
}

export type Texts = typeof en
