import t from 'tap'
import { LANGUAGES } from '../../src/setup/texts/texts.ts'

/** Every text of a language, by the path of its name. */
function* textsOf(value: unknown, path: string): Generator<[path: string, text: string]> {
  if (typeof value === 'string') yield [path, value]
  else for (const [name, part] of Object.entries(value as object)) yield* textsOf(part, `${path}.${name}`)
}

t.test('every language has the texts of the English one, with the same values in them', async (t) => {
  const shapeOf = (texts: unknown) =>
    Object.fromEntries(
      [...textsOf(texts, '')].map(([path, text]) => [path, text.match(/\{\w+\}/g)?.sort() ?? []])
    )
  for (const [language, texts] of Object.entries(LANGUAGES))
    t.same(shapeOf(texts), shapeOf(LANGUAGES.en), language)
})

t.test('every language is written as it is written', async (t) => {
  const mistakes = {
    'empty, or with space around it': /^$|^\s|\s$/,
    'space beside full-width punctuation': /[。，：！？（）「」] | [。，：！？（）「」]/,
    'a label that is half a sentence': /(?:のは|のが|のを)$/,
    typography: / {2}|'|\.\.\./
  }
  for (const [language, texts] of Object.entries(LANGUAGES)) {
    const all = [...textsOf(texts, language)]
    t.ok(all.length > 80, language)
    for (const [mistake, pattern] of Object.entries(mistakes))
      t.same(
        all.filter(([, text]) => pattern.test(text)),
        [],
        `${language}: ${mistake}`
      )
  }
})

t.test('the words of LINE’s consoles are those that the reader sees there', async (t) => {
  const { en, ja, 'zh-Hant': zhHant, th, id } = LANGUAGES
  for (const { steps } of [en, zhHant, th, id]) {
    t.match(steps.urlFix, /Messaging API › Webhook settings › Webhook URL.*Update/)
    t.match(steps.use, 'Use webhook')
    t.match(steps.redelivery, 'Webhook redelivery')
  }
  t.match(ja.steps.urlFix, /Messaging API設定 › Webhook設定 › Webhook URL.*更新/)
  t.match(ja.steps.use, 'Webhookの利用')
  t.match(ja.steps.redelivery, 'Webhookの再送')
  t.match(ja.steps.greetingTodo, /設定 › 応答設定.*あいさつメッセージ.*応答メッセージ/)
  t.match(zhHant.steps.greetingTodo, /設定 › 回應設定.*加入好友的歡迎訊息.*自動回應訊息/)
  t.match(th.steps.greetingTodo, /ตั้งค่า › ตั้งค่าการตอบกลับ.*ข้อความทักทายเพื่อนใหม่.*ข้อความตอบกลับอัตโนมัติ/)
  t.match(zhHant.activityNote, '處理程序')
})

/** What a translation keeps as it is. */
const KEPT = /LINE_[A-Z_]+|\b\d{3}\b|Redis|JSON|https|api\.line\.me/g

t.test('what is not translated is in the same texts of every language', async (t) => {
  const keptOf = (texts: unknown) =>
    Object.fromEntries(
      [...textsOf(texts, '')].map(([path, text]) => [path, [...new Set(text.match(KEPT))].sort()])
    )
  for (const [language, texts] of Object.entries(LANGUAGES))
    t.same(keptOf(texts), keptOf(LANGUAGES.en), language)
})

/** A word of each Japanese text that could be taken for another one: texts in the wrong place do not have theirs. */
const JAPANESE: Record<string, string> = {
  '.running': '動いています',
  '.allDone': '完了しています',
  '.wrong': '対応が必要',
  '.doubtful': '確認したほうがよい',
  '.unknown': '応答がありません',
  '.copy': 'コピー',
  '.copied': 'コピーしました',
  '.problems.refusing': '受け付けていません',
  '.problems.failure': '失敗しました',
  '.problems.signature': '署名の正しくない',
  '.states.done': '完了',
  '.states.wrong': '要対応',
  '.states.todo': '未完了',
  '.states.unknown': '不明',
  '.states.byHand': '手動',
  '.steps.notKnown': 'まだ確認できていません',
  '.steps.token': 'チャネルアクセストークン',
  '.steps.tokenAccepted': '有効と確認',
  '.steps.tokenRefused': '拒否されました',
  '.steps.tokenForbidden': '許可されていません',
  '.steps.tokenForbiddenFix': 'IPアドレス',
  '.steps.tokenNotIssued': '発行されません',
  '.steps.urlDone': 'このアドレスが登録されています',
  '.steps.urlNone': '登録されていません',
  '.steps.urlOther': '別のアドレス',
  '.steps.useDone': 'オンになっています',
  '.steps.useOff': 'オフになっています',
  '.steps.redelivery': '再送',
  '.steps.redeliveryTodo': '失われません',
  '.steps.greeting': '自動応答',
  '.steps.greetingTodo': 'あいさつ',
  '.steps.hello': '話しかける',
  '.steps.helloTodo': '送ってください',
  '.steps.helloDone': '返信しました',
  '.lastWebhook': '署名の正しいWebhook',
  '.lastReply': '受け付けた最後の返信',
  '.lastFailure': '最後の失敗',
  '.lastSignatureMismatch': '署名の正しくない',
  '.never': 'まだありません',
  '.signatureCauses.relay': '絵文字',
  '.signatureCauses.stranger': '第三者',
  '.failures.credentials': '取り消されています',
  '.failures.rejected': '返信が遅すぎた',
  '.failures.line-unavailable': 'LINE側でエラー',
  '.failures.not-stored': '保存できません',
  '.failures.handler': 'エラーが発生しました',
  '.failures.handler-timeout': '間に合いません',
  '.failures.internal': '不具合',
  '.failures.interrupted': '終了し'
}

t.test('no two Japanese texts have each other’s place', async (t) => {
  const texts = new Map(textsOf(LANGUAGES.ja, ''))
  for (const [path, word] of Object.entries(JAPANESE)) t.ok(texts.get(path)?.includes(word), path)
  t.equal(texts.get('.states.done'), '完了')
  t.equal(texts.get('.copy'), 'コピー')
})
