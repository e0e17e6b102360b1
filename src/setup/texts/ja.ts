import type { Texts } from './en.ts'

/** The words of the page, in Japanese: as in LINE's own documents, without a space between Latin letters and others. */
export const ja: Texts = {
  name: '日本語',
  title: 'LINEエコーボット',
  running: 'ボットは動いています。',
  todo: (count) => `残りの手順はあと${count}つです。`,
  allDone:
    'このページで確認できる設定はすべて完了しています。残りの手順も、済んだらチェックを入れてください。',
  wrong: '対応が必要な項目があります。',
  doubtful: '確認したほうがよい項目があります。',
  unknown: '現在、LINEから応答がありません。このページは1分ごとに確認し直します。',
  customHost: (host) =>
    `このボットは、api.line.meではなく${host}に接続しています（LINE_API_BASE_URL）。接続先がシミュレーターの場合、設定とトークはシミュレーターのページにあります。`,
  lineSays: (status) => (status === null ? 'エラー：' : `LINEからのメッセージ（${status}）：`),
  copy: 'コピー',
  copied: 'コピーしました',
  noAddress:
    'このページからは、自身のアドレスがわかりません。Webhook URLは、サーバーの公開アドレスの後ろに次のパスを付けたものです：',
  needsHttps:
    'LINEには、インターネットからアクセスできるhttpsのアドレスが必要です。手元のマシンで動かしている場合は、トンネルを開き、トンネルのアドレスでこのページを開いてください。',
  problems: {
    title: 'まずこちらをご確認ください',
    refusing: 'ボットは現在、Webhookを受け付けていません。',
    failure: '最後のイベントの処理に失敗しました。',
    signature: '署名の正しくないリクエストが届きました。'
  },
  done: {
    title: 'ボットの準備ができました！',
    text: '設定はすべて完了です。みんなに紹介して、話しかけてみましょう。'
  },
  states: { done: '完了', wrong: '要対応', todo: '未完了', unknown: '不明', byHand: '手動で確認' },
  stepsTitle: '設定の手順',
  steps: {
    notKnown: 'まだ確認できていません。',
    token: 'チャネルアクセストークン',
    tokenAccepted: (name) => `LINEで有効と確認できました。ボットの名前は「${name}」です。`,
    tokenRefused: 'LINEに拒否されました。',
    tokenRefusedFix:
      '新しいトークンを発行し（チャネル › Messaging API設定 › チャネルアクセストークン）、LINE_CHANNEL_ACCESS_TOKENに設定して、ボットを再起動してください。',
    tokenForbidden: 'ボットからの呼び出しが、LINEに許可されていません。',
    tokenForbiddenFix:
      'トークン自体は正しい可能性があります。呼び出し元のIPアドレスを制限している場合は（チャネル › セキュリティ設定）、このサーバーのアドレスを追加してください。または、ボットとLINEの間にある何かが呼び出しを拒否しています。',
    tokenNotIssued: 'LINEからトークンが発行されません。',
    tokenNotIssuedFix:
      'LINE_CHANNEL_IDとLINE_CHANNEL_SECRETには、同じチャネルのチャネルIDとチャネルシークレットが必要です。両方をコピーし直し（チャネル › チャネル基本設定）、ボットを再起動してください。',
    tokenUnknownFix:
      'LINEに接続できないか、LINE側でエラーが発生しています。ネットワークとLINE_API_BASE_URLを確認してください。',
    url: 'Webhook URLを登録する',
    urlDone: 'このアドレスが登録されています。',
    urlNone: 'アドレスが登録されていません。',
    urlOther: '別のアドレスが登録されています。このアドレスを使うには：',
    urlFix:
      'チャネル › Messaging API設定 › Webhook設定 › Webhook URLに、このページの上部にあるアドレスを貼り付けて、［更新］をクリックします。',
    use: '「Webhookの利用」をオンにする',
    useDone: 'オンになっています。',
    useOff: 'オフになっています。',
    useFix:
      'チャネル › Messaging API設定 › Webhook設定の、アドレスのすぐ下にある「Webhookの利用」です。オンにしたら［検証］をクリックします。',
    verify: '［検証］に失敗したら',
    verify403:
      '403：LINE_CHANNEL_SECRETが別のチャネルのものです。または、ボットの手前にあるファイアウォール、トンネル、ログイン画面などがLINEを拒んでいます。前者なら、ボットのログにLINE_ERR_SIGNATUREの行があります。',
    verify503:
      '503：ボットが起動中、停止中、または過負荷か、Redisに接続できません。または、手前のルーターから見てボットが動いていません。どれに当たるかは、ボットのログでわかります。',
    verifyOther:
      '301、404、502など、ほかのステータスをボットが返すことはありません。ボットの手前にあるものの応答です。トンネルが切れている、リダイレクトやログインを求められる、同じ名前で別のサーバーが応答している、などが考えられます。',
    redelivery: '「Webhookの再送」をオンにする',
    redeliveryTodo:
      '「Webhookの利用」のすぐ下にあります。ボットが受け取れなかったWebhookをLINEが再送するので、メッセージが失われません。',
    greeting: 'LINEの自動応答をオフにする',
    greetingTodo:
      '設定 › 応答設定で、「あいさつメッセージ」と「応答メッセージ」をオフにします。オンのままだと、ボットとは別にそちらからも返信されます。',
    hello: '話しかける',
    helloTodo: 'ボットにメッセージを送ってください。',
    helloDone: 'ボットが返信しました。',
    byHand: '完了したかどうか、このページからはわかりません。',
    tick: '完了しました'
  },
  addFriend: '友だち追加',
  qrCode: 'ボットを友だちに追加するQRコード',
  activityTitle: '最近の動き',
  lastWebhook: '署名の正しいWebhookの最終受信',
  lastReply: 'LINEが受け付けた最後の返信',
  lastFailure: '最後の失敗',
  lastSignatureMismatch: '署名の正しくないリクエストの最終受信',
  never: 'まだありません',
  signatureCauses: {
    secret:
      'メッセージに返信がない場合は、LINEからのWebhookです。LINE_CHANNEL_SECRETが別のチャネルのものか、再発行されています。チャネルシークレットをコピーし直し（チャネル › チャネル基本設定）、ボットを再起動してください。',
    relay:
      '絵文字を含むメッセージなど、一部にだけ返信がない場合は、途中の中継サーバーやプロキシがJSONを書き換えています。本文を変更せずにそのまま渡すようにしてください。',
    stranger: 'すべて正常に動いている場合は、第三者からのリクエストなので、対応は不要です。'
  },
  failures: {
    credentials:
      'ボットの認証情報がLINEに拒否されました。チャネルアクセストークンが誤っているか、取り消されています。トークンを設定していない場合は、LINE_CHANNEL_IDとLINE_CHANNEL_SECRETが同じチャネルのものではありません。',
    rejected:
      '返信がLINEに拒否されました。多くの場合、返信が遅すぎたか、別のプログラムがすでに返信しています。',
    'line-unavailable':
      'LINEから応答がないか、LINE側でエラーが発生しました。LINEが再送したときに、もう一度試します。',
    'not-stored': 'Redisにイベントを保存できませんでした。LINEが再送します。',
    handler: 'メッセージに返信するコードでエラーが発生しました。ログをご覧ください。',
    'handler-timeout':
      'メッセージに返信するコードの処理が、返信の期限に間に合いませんでした。かかった時間はログにあります。',
    internal: 'ボット自体に不具合があります。ログをご覧ください。',
    interrupted:
      'イベントの処理中にプロセスが終了し、やり直す時間がありませんでした。返信は届いている可能性があります。',
    expired:
      'イベントの待ち時間が長すぎて、返信できませんでした。Redisからイベントを取り出すプロセスが動いているか、ご確認ください。'
  },
  activityNote: 'このプロセスが起動してからの記録です。メッセージの内容やユーザーの情報は保存しません。',
  docs: 'ドキュメント',
  readme: '/blob/HEAD/docs/README.ja.md',
  json: 'このページの内容（JSON）',
  language: '言語'
}
