import type { Texts } from './en.ts'

/** The words of the page, in Thai. LINE Developers Console has English words there, LINE Official Account Manager Thai ones. */
export const th: Texts = {
  name: 'ไทย',
  title: 'บอท LINE Echo',
  running: 'บอทของคุณกำลังทำงานอยู่',
  todo: (count) => `เหลืออีก ${count} ขั้นตอน`,
  allDone: 'การตั้งค่าที่หน้านี้ตรวจสอบได้ครบถ้วนแล้ว ขั้นตอนที่เหลือ เมื่อทำเสร็จแล้วให้ทำเครื่องหมายเอง',
  wrong: 'มีบางอย่างที่ต้องแก้ไข',
  doubtful: 'มีบางอย่างที่ควรตรวจสอบ',
  unknown: 'ขณะนี้ LINE ไม่ตอบสนอง หน้านี้จะสอบถามใหม่ทุกหนึ่งนาที',
  customHost: (host) =>
    `บอทนี้ไม่ได้เชื่อมต่อกับ api.line.me แต่เชื่อมต่อกับ ${host} (LINE_API_BASE_URL) หากเป็นโปรแกรมจำลอง การตั้งค่าและห้องแชทอยู่ในหน้าของโปรแกรมจำลอง`,
  lineSays: (status) => (status === null ? 'ข้อผิดพลาด:' : `ข้อความจาก LINE (${status}):`),
  copy: 'คัดลอก',
  copied: 'คัดลอกแล้ว',
  noAddress: 'หน้านี้ไม่ทราบที่อยู่ของตัวเอง Webhook URL คือที่อยู่สาธารณะของเซิร์ฟเวอร์ของคุณ ตามด้วย',
  needsHttps:
    'LINE ต้องใช้ที่อยู่แบบ https ที่เข้าถึงได้จากอินเทอร์เน็ต หากรันบนเครื่องของคุณเอง ให้เปิด tunnel (เช่น ngrok) แล้วเปิดหน้านี้ผ่านที่อยู่ของ tunnel นั้น',
  problems: {
    title: 'โปรดดูตรงนี้ก่อน',
    refusing: 'ขณะนี้บอทไม่รับ webhook',
    failure: 'เหตุการณ์ล่าสุดไม่สำเร็จ',
    signature: 'มีคำขอที่ลายเซ็นไม่ถูกต้องเข้ามา'
  },
  done: {
    title: 'บอทของคุณพร้อมแล้ว!',
    text: 'ตั้งค่าครบทุกอย่างแล้ว แนะนำให้คนอื่นรู้จัก แล้วทักทายกันได้เลย'
  },
  states: { done: 'เสร็จแล้ว', wrong: 'ต้องแก้ไข', todo: 'ยังไม่เสร็จ', unknown: 'ไม่ทราบ', byHand: 'ตรวจสอบเอง' },
  stepsTitle: 'ขั้นตอนการตั้งค่า',
  steps: {
    notKnown: 'ยังไม่ทราบ',
    token: 'Channel access token',
    tokenAccepted: (name) => `LINE ยอมรับแล้ว บอทนี้คือ ${name}`,
    tokenRefused: 'LINE ไม่ยอมรับ',
    tokenRefusedFix:
      'ออก token ใหม่ (channel ของคุณ › Messaging API › Channel access token) นำไปตั้งเป็นค่า LINE_CHANNEL_ACCESS_TOKEN แล้วเริ่มบอทใหม่',
    tokenForbidden: 'LINE ไม่อนุญาตการเรียกใช้จากบอท',
    tokenForbiddenFix:
      'ตัว token อาจถูกต้องอยู่แล้ว หาก channel อนุญาตให้เรียกใช้จากบาง IP address เท่านั้น (channel ของคุณ › Security) ให้เพิ่ม address ของเซิร์ฟเวอร์นี้ หรืออาจมีบางอย่างระหว่างบอทกับ LINE ที่ปฏิเสธการเรียกใช้',
    tokenNotIssued: 'LINE ไม่ออก token ให้',
    tokenNotIssuedFix:
      'LINE_CHANNEL_ID และ LINE_CHANNEL_SECRET ต้องเป็น Channel ID และ Channel secret ของ channel เดียวกัน ให้คัดลอกทั้งสองค่าใหม่ (channel ของคุณ › Basic settings) แล้วเริ่มบอทใหม่',
    tokenUnknownFix: 'ติดต่อ LINE ไม่ได้ หรือเกิดข้อผิดพลาดทางฝั่ง LINE โปรดตรวจสอบเครือข่ายและ LINE_API_BASE_URL',
    url: 'ลงทะเบียน Webhook URL',
    urlDone: 'LINE ใช้ที่อยู่นี้แล้ว',
    urlNone: 'ยังไม่ได้ลงทะเบียนที่อยู่',
    urlOther: 'มีการลงทะเบียนที่อยู่อื่นไว้ หากต้องการใช้ที่อยู่นี้:',
    urlFix:
      'channel ของคุณ › Messaging API › Webhook settings › Webhook URL: วางที่อยู่จากด้านบนของหน้านี้ แล้วกด Update',
    use: 'เปิด “Use webhook”',
    useDone: 'เปิดอยู่แล้ว',
    useOff: 'ยังปิดอยู่',
    useFix: 'channel ของคุณ › Messaging API › Webhook settings › Use webhook อยู่ใต้ที่อยู่ เปิดแล้วกด Verify',
    verify: 'หาก Verify ไม่สำเร็จ',
    verify403:
      '403: LINE_CHANNEL_SECRET เป็นของ channel อื่น หรือไฟร์วอลล์ tunnel หรือหน้าล็อกอินที่อยู่หน้าบอทกั้น LINE ไว้ ในกรณีแรก log ของบอทจะมีบรรทัด LINE_ERR_SIGNATURE',
    verify503:
      '503: บอทกำลังเริ่ม กำลังหยุด หรือรับงานไม่ไหว หรือเชื่อมต่อ Redis ไม่ได้ หรือเราเตอร์ที่อยู่หน้าบอทไม่พบบอทที่ทำงานอยู่ ดูสาเหตุได้จาก log ของบอท',
    verifyOther:
      'สถานะอื่น เช่น 301, 404 หรือ 502 ไม่ใช่คำตอบของบอท แต่มาจากสิ่งที่อยู่หน้าบอท เช่น tunnel ปิดไปแล้ว มีการเปลี่ยนเส้นทางหรือขอให้ล็อกอิน หรือมีเซิร์ฟเวอร์อื่นตอบที่ชื่อนี้',
    redelivery: 'เปิด “Webhook redelivery”',
    redeliveryTodo: 'อยู่ใต้ “Use webhook” LINE จะส่ง webhook ที่บอทรับไม่ได้มาใหม่ ข้อความจึงไม่สูญหาย',
    greeting: 'ปิดการตอบกลับของ LINE เอง',
    greetingTodo:
      'ตั้งค่า › ตั้งค่าการตอบกลับ: ปิด “ข้อความทักทายเพื่อนใหม่” และ “ข้อความตอบกลับอัตโนมัติ” ไม่เช่นนั้นจะตอบซ้ำซ้อนกับบอท',
    hello: 'ลองทักทาย',
    helloTodo: 'ส่งข้อความหาบอท',
    helloDone: 'บอทตอบกลับแล้ว',
    byHand: 'หน้านี้ไม่สามารถตรวจสอบได้ว่าทำเสร็จแล้วหรือยัง',
    tick: 'ทำเสร็จแล้ว'
  },
  addFriend: 'เพิ่มเพื่อน',
  qrCode: 'คิวอาร์โค้ดสำหรับเพิ่มบอทเป็นเพื่อน',
  activityTitle: 'ความเคลื่อนไหวล่าสุด',
  lastWebhook: 'Webhook ที่ลายเซ็นถูกต้องครั้งล่าสุด',
  lastReply: 'การตอบกลับที่ LINE ยอมรับครั้งล่าสุด',
  lastFailure: 'ความล้มเหลวครั้งล่าสุด',
  lastSignatureMismatch: 'คำขอที่ลายเซ็นไม่ถูกต้องครั้งล่าสุด',
  never: 'ยังไม่มี',
  signatureCauses: {
    secret:
      'หากส่งข้อความแล้วไม่มีการตอบกลับ แสดงว่าเป็น webhook จาก LINE และ LINE_CHANNEL_SECRET เป็นของ channel อื่น หรือถูกออกใหม่แล้ว ให้คัดลอก Channel secret ใหม่ (channel ของคุณ › Basic settings) แล้วเริ่มบอทใหม่',
    relay:
      'หากไม่ตอบกลับเฉพาะบางข้อความ เช่น ข้อความที่มีอีโมจิ แสดงว่า relay หรือ proxy ระหว่างทางแก้ไข JSON ซึ่งต้องส่งต่อเนื้อหาโดยไม่เปลี่ยนแปลง',
    stranger: 'หากทุกอย่างทำงานปกติ แสดงว่าเป็นคำขอจากคนแปลกหน้า ไม่ต้องทำอะไร'
  },
  failures: {
    credentials:
      'LINE ไม่ยอมรับข้อมูลยืนยันตัวตนของบอท: channel access token ไม่ถูกต้องหรือถูกยกเลิกแล้ว หรือในกรณีที่ไม่ได้ตั้ง token ไว้ LINE_CHANNEL_ID และ LINE_CHANNEL_SECRET ไม่ได้เป็นของ channel เดียวกัน',
    rejected: 'LINE ปฏิเสธการตอบกลับ ส่วนใหญ่เป็นเพราะตอบช้าเกินไป หรือโปรแกรมอื่นตอบไปก่อนแล้ว',
    'line-unavailable': 'LINE ไม่ตอบสนอง หรือเกิดข้อผิดพลาดทางฝั่ง LINE บอทจะลองอีกครั้งเมื่อ LINE ส่งมาใหม่',
    'not-stored': 'Redis ไม่ได้บันทึกเหตุการณ์ LINE จะส่งมาใหม่',
    handler: 'โค้ดที่ตอบข้อความเกิดข้อผิดพลาด ดูรายละเอียดได้ใน log',
    'handler-timeout': 'โค้ดที่ตอบข้อความใช้เวลานานเกินกว่าที่จะตอบกลับได้ ดูเวลาที่ใช้ได้ใน log',
    internal: 'ตัวบอทเองมีข้อผิดพลาด ดูรายละเอียดได้ใน log',
    interrupted: 'โพรเซสหยุดทำงานระหว่างจัดการเหตุการณ์ และสายเกินกว่าจะลองใหม่ LINE อาจได้รับการตอบกลับไปแล้ว',
    expired: 'เหตุการณ์รอนานเกินกว่าจะตอบกลับได้ โปรดตรวจสอบว่ามีโพรเซสที่รับเหตุการณ์จาก Redis ทำงานอยู่หรือไม่'
  },
  activityNote: 'นับตั้งแต่โพรเซสนี้เริ่มทำงาน ไม่มีการเก็บข้อความหรือข้อมูลผู้ใช้',
  docs: 'เอกสาร',
  readme: '/blob/HEAD/docs/README.th.md',
  json: 'หน้านี้ในรูปแบบ JSON',
  language: 'ภาษา'
}
