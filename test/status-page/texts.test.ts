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
  for (const [language, texts] of Object.entries(LANGUAGES)) {
    const all = [...textsOf(texts, language)]
    t.ok(all.length > 80, language)
    for (const [path, text] of all) {
      t.ok(text.length > 0 && text === text.trim(), path)
      t.notMatch(
        text,
        /[。，：！？（）「」] | [。，：！？（）「」]/,
        `${path}: no space beside full-width punctuation`
      )
      t.notMatch(text, /(?:のは|のが|のを)$/, `${path}: a label is no half sentence`)
      t.notMatch(text, / {2}|'|\.\.\./, `${path}: typography`)
    }
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
