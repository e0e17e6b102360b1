import type { Texts } from './en.ts'

/** The words of the page, in Japanese. */
export const ja: Texts = {
  title: 'LINE エコーボット',
  running: 'ボットは動いています。',
  todo: (count) => `残りの手順は ${count} つです。`,
  allDone: 'このページから確認できる設定は、すべて完了しています。',
  wrong: '確認が必要な項目があります。',
  unknown: '現在 LINE から応答がありません。このページは 1 分ごとに確認し直します。',
  webhookUrl: 'Webhook URL',
  copy: 'コピー',
  copied: 'コピーしました',
  noAddress:
    'このページは自分のアドレスを判別できません。Webhook URL は、サーバーの公開アドレスに次を付けたものです：',
  needsHttps:
    'LINE には、インターネットから到達できる https のアドレスが必要です。手元のマシンではトンネルを開き、そのアドレスでこのページを開いてください。',
  states: { done: '完了', wrong: '要確認', todo: '未完了', unknown: '不明', byHand: '手動' },
  stepsTitle: '設定の手順',
  console: 'LINE Developers コンソール',
  manager: 'LINE Official Account Manager',
  steps: {
    token: 'チャネルアクセストークン',
    tokenAccepted: (name) => `LINE に受け入れられました。ボットの名前は「${name}」です。`,
    tokenRefused:
      'LINE に拒否されました。新しいトークンを発行し（チャネル › Messaging API設定 › チャネルアクセストークン）、LINE_CHANNEL_ACCESS_TOKEN に設定して、ボットを再起動してください。',
    tokenNotIssued:
      'LINE がトークンを発行しません。LINE_CHANNEL_ID と LINE_CHANNEL_SECRET には、同じチャネルのチャネルID とチャネルシークレットが必要です。両方をコピーし直し（チャネル › チャネル基本設定）、ボットを再起動してください。',
    tokenUnknown: 'まだ確認できていません。',
    url: 'Webhook URL を登録する',
    urlTodo:
      'チャネル › Messaging API設定 › Webhook設定 › Webhook URL に上のアドレスを貼り付け、「更新」を押します。',
    urlOther:
      '別のアドレスが登録されています。このボットにするには、チャネル › Messaging API設定 › Webhook設定 › Webhook URL に上のアドレスを貼り付け、「更新」を押します。',
    urlDone: 'このアドレスが登録されています。',
    use: '「Webhookの利用」をオンにする',
    useTodo: '同じページの、アドレスのすぐ下にあります。その後「検証」を押します。',
    useDone: 'オンになっています。',
    redelivery: '「Webhookの再送」をオンにする',
    redeliveryTodo:
      '同じページにあります。ボットが受け取れなかったものを LINE が再送するので、メッセージが失われません。',
    greeting: 'LINE の自動応答をオフにする',
    greetingTodo:
      '設定 › 応答設定で「あいさつメッセージ」と「応答メッセージ」をオフにします。オンのままだと、ボットと並んで応答します。',
    hello: '話しかける',
    helloTodo: 'ボットを友だちに追加して、メッセージを送ってください。',
    byHand: '完了したかどうかは、このページからは分かりません。'
  },
  addFriend: '友だちに追加',
  qrCode: 'ボットを友だちに追加する QR コード',
  factsTitle: '最近の出来事',
  lastWebhook: '正しい署名の Webhook を最後に受け取ったのは',
  lastReply: 'LINE が返信を最後に受け入れたのは',
  lastFailure: '最後の失敗',
  lastSignatureMismatch: '最後に受け取った署名の誤ったリクエスト',
  never: 'まだありません',
  failures: {
    signature:
      'このチャネルの署名ではない Webhook が届きました。多くの場合、LINE_CHANNEL_SECRET が別のチャネルのものです。',
    credentials:
      'LINE がボットの認証情報を拒否しました。チャネルアクセストークンが誤っているか、取り消されています。トークンを設定していない場合は、LINE_CHANNEL_ID と LINE_CHANNEL_SECRET が同じチャネルのものではありません。',
    rejected:
      'LINE が返信を拒否しました。多くの場合、返信が遅すぎたか、別のプログラムがすでに返信しています。',
    'line-unavailable':
      'LINE が応答しないか、LINE 側でエラーが起きました。LINE が再送したときに、もう一度試します。',
    'not-stored': 'Redis がイベントを受け取りませんでした。LINE が再送します。',
    handler: 'メッセージに答えるコードがエラーになりました。ログをご覧ください。',
    'handler-timeout':
      'メッセージに答えるコードの処理が、返信の期限に間に合いませんでした。かかった時間はログにあります。',
    internal: 'ボット自体に不具合があります。ログをご覧ください。',
    interrupted:
      'イベントの処理中にプロセスが終了し、やり直す時間がありませんでした。返信は届いているかもしれません。',
    expired: 'イベントが長く待ちすぎました。Redis からイベントを受け取るプロセスは動いていますか。'
  },
  factsNote: 'このプロセスの起動後の記録です。メッセージも利用者も残しません。',
  language: '言語'
}
