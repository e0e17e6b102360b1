import type { Texts } from './en.ts'

/** The words of the page, in Traditional Chinese, as in Taiwan. LINE Developers Console has English words there. */
export const zhHant: Texts = {
  name: '繁體中文',
  title: 'LINE 回聲機器人',
  running: '機器人正在運作。',
  todo: (count) => `還剩 ${count} 個步驟。`,
  allDone: '本頁能確認的設定都完成了。其餘的步驟，完成後請自行勾選。',
  wrong: '有項目需要處理。',
  doubtful: '有項目可能需要處理。',
  unknown: 'LINE 目前沒有回應。本頁每分鐘會重新詢問一次。',
  customHost: (host) =>
    `這個機器人連接的不是 api.line.me，而是 ${host}（LINE_API_BASE_URL）。如果那是模擬器，設定與聊天都在模擬器自己的頁面上。`,
  lineSays: (status) => (status === null ? '錯誤：' : `LINE 的原文（${status}）：`),
  copy: '複製',
  copied: '已複製',
  noAddress: '本頁無法得知自己的網址。Webhook URL 是伺服器的公開網址，後面加上',
  needsHttps:
    'LINE 需要能從網際網路連到的 https 網址。如果是在自己的電腦上執行，請開啟 tunnel（例如 ngrok），再用 tunnel 的網址開啟本頁。',
  problems: {
    title: '請先看這裡',
    refusing: '機器人目前不接收 webhook。',
    failure: '上一個事件處理失敗。',
    signature: '收到簽章錯誤的請求。'
  },
  done: {
    title: '機器人準備好了！',
    text: '設定全部完成。介紹給大家，跟它打聲招呼吧。'
  },
  states: { done: '完成', wrong: '需要處理', todo: '未完成', unknown: '未知', byHand: '手動確認' },
  stepsTitle: '設定步驟',
  steps: {
    notKnown: '尚未得知。',
    token: 'Channel access token',
    tokenAccepted: (name) => `LINE 已確認有效，機器人是「${name}」。`,
    tokenRefused: 'LINE 拒絕了它。',
    tokenRefusedFix:
      '請發行新的 token（您的 channel › Messaging API › Channel access token），設定到 LINE_CHANNEL_ACCESS_TOKEN，再重新啟動機器人。',
    tokenForbidden: 'LINE 不允許機器人的呼叫。',
    tokenForbiddenFix:
      'Token 本身可能是對的。如果 channel 只允許特定的 IP 位址呼叫（您的 channel › Security），請加入這台伺服器的位址；也可能是機器人與 LINE 之間有東西擋下了呼叫。',
    tokenNotIssued: 'LINE 不發行 token。',
    tokenNotIssuedFix:
      'LINE_CHANNEL_ID 與 LINE_CHANNEL_SECRET 必須是同一個 channel 的 Channel ID 與 Channel secret：請重新複製兩者（您的 channel › Basic settings），再重新啟動機器人。',
    tokenUnknownFix: '連不到 LINE，或 LINE 本身發生錯誤。請檢查網路與 LINE_API_BASE_URL。',
    url: '設定 Webhook URL',
    urlDone: 'LINE 設定的就是這個網址。',
    urlNone: '尚未設定網址。',
    urlOther: '目前設定的是另一個網址。如果要改成這一個：',
    urlFix:
      '您的 channel › Messaging API › Webhook settings › Webhook URL：貼上本頁上方的網址，按下 Update。',
    use: '開啟「Use webhook」',
    useDone: '已開啟。',
    useOff: '尚未開啟。',
    useFix:
      '您的 channel › Messaging API › Webhook settings › Use webhook，在網址的正下方。開啟後按下 Verify。',
    verify: '如果 Verify 失敗',
    verify403:
      '403：LINE_CHANNEL_SECRET 屬於另一個 channel；或是機器人前面的防火牆、tunnel 或登入頁擋下了 LINE。如果是前者，機器人的 log 會有一行 LINE_ERR_SIGNATURE。',
    verify503:
      '503：機器人正在啟動、停止或負載過高，或是連不到 Redis；也可能是前面的路由器找不到執行中的機器人。是哪一種，請看機器人自己的 log。',
    verifyOther:
      '其他狀態碼（例如 301、404、502）都不是機器人的回應，而是來自它前面的東西：tunnel 已經關閉、被重新導向、被要求登入，或是同一個名稱下有另一台伺服器在回應。',
    redelivery: '開啟「Webhook redelivery」',
    redeliveryTodo: '在「Use webhook」的正下方。機器人沒收到的 webhook，LINE 會重新傳送，訊息就不會遺失。',
    greeting: '關閉 LINE 內建的回應',
    greetingTodo:
      '設定 › 回應設定：關閉「加入好友的歡迎訊息」與「自動回應訊息」，否則它們會和機器人一起回覆。',
    hello: '打個招呼',
    helloTodo: '傳訊息給機器人。',
    helloDone: '機器人已經回覆了。',
    byHand: '本頁無法得知是否已完成。',
    tick: '我完成了'
  },
  addFriend: '加入好友',
  qrCode: '將機器人加入好友的 QR Code',
  activityTitle: '最近狀況',
  lastWebhook: '上次收到簽章正確的 webhook',
  lastReply: '上次 LINE 接受的回覆',
  lastFailure: '上次失敗',
  lastSignatureMismatch: '上次收到簽章錯誤的請求',
  never: '還沒有',
  signatureCauses: {
    secret:
      '如果訊息都沒有回覆，這就是 LINE 傳來的：LINE_CHANNEL_SECRET 屬於另一個 channel，或已重新發行。請重新複製 Channel secret（您的 channel › Basic settings），再重新啟動機器人。',
    relay:
      '如果只有部分訊息沒有回覆，例如有表情符號的訊息，就是途中的中繼站或 proxy 改寫了 JSON，它必須原封不動地轉送內容。',
    stranger: '如果一切正常，那是陌生人傳來的，可以不用理會。'
  },
  failures: {
    credentials:
      'LINE 拒絕了機器人的憑證：channel access token 錯誤或已被撤銷；如果沒有設定 token，就是 LINE_CHANNEL_ID 與 LINE_CHANNEL_SECRET 不屬於同一個 channel。',
    rejected: 'LINE 拒絕了一則回覆。通常是回覆得太晚，或另一個程式已經回覆過。',
    'line-unavailable': 'LINE 沒有回應，或 LINE 本身發生錯誤。LINE 重新傳送時會再試一次。',
    'not-stored': 'Redis 沒有存下事件。LINE 會重新傳送。',
    handler: '回覆訊息的程式碼發生錯誤，請看 log。',
    'handler-timeout': '回覆訊息的程式碼太慢，超過了回覆的期限。花費的時間請看 log。',
    internal: '機器人本身有錯誤，請看 log。',
    interrupted: '處理事件時，處理程序中斷，來不及重試。LINE 可能已收到回覆。',
    expired: '事件等待太久，無法回覆。請確認是否有處理程序正在從 Redis 取出事件。'
  },
  activityNote: '自這個處理程序啟動以來的紀錄。不保存任何訊息與使用者資料。',
  docs: '說明文件',
  readme: '/blob/HEAD/docs/README.zh-Hant.md',
  json: '本頁內容（JSON）',
  language: '語言'
}
