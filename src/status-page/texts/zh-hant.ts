import type { Texts } from './en.ts'

/** The words of the page, in Traditional Chinese. */
export const zhHant: Texts = {
  title: 'LINE 回聲機器人',
  running: '機器人正在運作。',
  todo: (count) => `還剩 ${count} 個步驟。`,
  allDone: '本頁能確認的設定都已完成。',
  wrong: '有項目需要您處理。',
  unknown: 'LINE 目前沒有回應。本頁每分鐘會再詢問一次。',
  webhookUrl: 'Webhook URL',
  copy: '複製',
  copied: '已複製',
  noAddress: '本頁無法得知自己的網址。Webhook URL 是伺服器的公開網址，後面加上',
  needsHttps:
    'LINE 需要能從網際網路連到的 https 網址。在自己的電腦上請開啟通道（tunnel），並用通道的網址開啟本頁。',
  states: { done: '完成', wrong: '需要處理', todo: '未完成', unknown: '未知', byHand: '手動' },
  stepsTitle: '設定步驟',
  console: 'LINE Developers Console',
  manager: 'LINE Official Account Manager',
  steps: {
    token: 'Channel access token',
    tokenAccepted: (name) => `LINE 已接受，機器人是「${name}」。`,
    tokenRefused:
      'LINE 拒絕了它。請發行新的 token（您的 channel › Messaging API › Channel access token），設定到 LINE_CHANNEL_ACCESS_TOKEN，再重新啟動機器人。',
    tokenNotIssued:
      'LINE 不發行 token。LINE_CHANNEL_ID 與 LINE_CHANNEL_SECRET 必須是同一個 channel 的 Channel ID 與 Channel secret：請重新複製兩者（您的 channel › Basic settings），再重新啟動機器人。',
    tokenUnknown: '尚未得知。',
    url: '登錄 Webhook URL',
    urlTodo: '您的 channel › Messaging API › Webhook settings › Webhook URL：貼上上面的網址，按下 Update。',
    urlOther:
      '目前登錄的是另一個網址。若要改成這一個：您的 channel › Messaging API › Webhook settings › Webhook URL：貼上上面的網址，按下 Update。',
    urlDone: 'LINE 已登錄這個網址。',
    use: '開啟「Use webhook」',
    useTodo: '在同一頁，網址的下方。然後按下 Verify。',
    useDone: '已開啟。',
    redelivery: '開啟「Webhook redelivery」',
    redeliveryTodo: '在同一頁。機器人沒收下的，LINE 會再送一次，訊息就不會遺失。',
    greeting: '關閉 LINE 內建的回應',
    greetingTodo:
      '設定 › 回應設定：關閉「加入好友的歡迎訊息」與「自動回應訊息」，否則它們會和機器人一起回話。',
    hello: '打個招呼',
    helloTodo: '把機器人加為好友，傳訊息給它。',
    byHand: '本頁無法得知是否已完成。'
  },
  addFriend: '加為好友',
  qrCode: '將機器人加為好友的 QR Code',
  factsTitle: '最近發生的事',
  lastWebhook: '上次收到簽章正確的 webhook',
  lastReply: '上次 LINE 接受回覆',
  lastFailure: '上次失敗',
  lastSignatureMismatch: '上次簽章錯誤的請求',
  never: '還沒有',
  failures: {
    signature: '收到不是這個 channel 簽署的 webhook。通常是 LINE_CHANNEL_SECRET 屬於另一個 channel。',
    credentials:
      'LINE 拒絕了機器人的憑證：channel access token 是錯的，或已被撤銷；若沒有設定 token，則是 LINE_CHANNEL_ID 與 LINE_CHANNEL_SECRET 不屬於同一個 channel。',
    rejected: 'LINE 拒絕了一則回覆。通常是回得太晚，或另一個程式已經回覆過。',
    'line-unavailable': 'LINE 沒有回應，或 LINE 本身發生錯誤。LINE 再送時會再試一次。',
    'not-stored': 'Redis 沒有收下事件。LINE 會再送一次。',
    handler: '回應訊息的程式碼發生錯誤，請看 log。',
    'handler-timeout': '回應訊息的程式碼太慢，超過了回覆的期限。花費的時間請看 log。',
    internal: '機器人本身有錯誤，請看 log。',
    interrupted: '處理事件時程序中斷，來不及重試。LINE 可能已收到回覆。',
    expired: '事件等待太久。是否有程序從 Redis 取出事件？'
  },
  factsNote: '自本程序啟動以來。不保存任何訊息與使用者。',
  language: '語言'
}
