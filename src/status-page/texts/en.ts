/** The words of the page, in English. The names in LINE's console are LINE's. */
export const en = {
  title: 'LINE echo bot',
  running: 'Your bot is running.',
  todo: (count: number) => (count === 1 ? 'One step is left.' : `${count} steps are left.`),
  allDone: 'All that this page can see is set up.',
  wrong: 'Something needs your attention.',
  unknown: 'LINE does not answer at the moment. This page asks again every minute.',
  webhookUrl: 'Webhook URL',
  copy: 'Copy',
  copied: 'Copied',
  noAddress:
    'This page cannot tell its own address. The webhook URL is your server’s public address, followed by',
  needsHttps:
    'LINE needs an https address that is reachable from the internet. On your own machine, open a tunnel, and open this page at the tunnel’s address.',
  states: { done: 'done', wrong: 'needs attention', todo: 'to do', unknown: 'not known', byHand: 'by hand' },
  stepsTitle: 'Setting it up',
  console: 'LINE Developers Console',
  manager: 'LINE Official Account Manager',
  steps: {
    token: 'The channel access token',
    tokenAccepted: (name: string) => `LINE accepts it: the bot is ${name}.`,
    tokenRefused:
      'LINE refuses it. Issue a new one (your channel › Messaging API › Channel access token), set LINE_CHANNEL_ACCESS_TOKEN to it, and restart the bot.',
    tokenNotIssued:
      'LINE issues none. LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be the Channel ID and the Channel secret of one channel: copy both (your channel › Basic settings), and restart the bot.',
    tokenUnknown: 'Not known yet.',
    url: 'Register the webhook URL',
    urlTodo:
      'Your channel › Messaging API › Webhook settings › Webhook URL: paste the address above and press Update.',
    urlOther:
      'Another address is registered. If it should be this one: your channel › Messaging API › Webhook settings › Webhook URL: paste the address above and press Update.',
    urlDone: 'LINE has this address.',
    use: 'Switch “Use webhook” on',
    useTodo: 'On the same page, just below the address. Then press Verify.',
    useDone: 'It is on.',
    redelivery: 'Switch “Webhook redelivery” on',
    redeliveryTodo:
      'On the same page. LINE then repeats what the bot could not take, so that no message is lost.',
    greeting: 'Switch LINE’s own answers off',
    greetingTodo:
      'Settings › Response settings: Greeting message and Auto-response messages off, or they answer beside the bot.',
    hello: 'Say hello',
    helloTodo: 'Add the bot as a friend, and write to it.',
    byHand: 'This page cannot see whether it is done.'
  },
  addFriend: 'Add as a friend',
  qrCode: 'QR code to add the bot as a friend',
  factsTitle: 'What happened last',
  lastWebhook: 'Last webhook with a good signature',
  lastReply: 'Last reply that LINE accepted',
  lastFailure: 'Last failure',
  lastSignatureMismatch: 'Last request with a wrong signature',
  never: 'none yet',
  failures: {
    signature:
      'A webhook was not signed for this channel. Usually LINE_CHANNEL_SECRET is the secret of another channel.',
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
      'A process ended with an event in hand, and it was too late to try again. LINE may have the reply.',
    expired: 'An event waited too long for a reply: is a process running that takes events from Redis?'
  },
  factsNote: 'Since this process started. No message and no user is kept.',
  language: 'Language'
}

export type Texts = typeof en
