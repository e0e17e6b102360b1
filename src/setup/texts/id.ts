import type { Texts } from './en.ts'

/** The words of the page, in Indonesian. LINE Developers Console has English words there. */
export const id: Texts = {
  name: 'Bahasa Indonesia',
  title: 'Bot echo LINE',
  running: 'Bot Anda sedang berjalan.',
  todo: (count) => `Tinggal ${count} langkah lagi.`,
  allDone:
    'Semua pengaturan yang dapat diperiksa halaman ini sudah selesai. Centang sendiri langkah lainnya setelah Anda kerjakan.',
  wrong: 'Ada yang perlu diperbaiki.',
  doubtful: 'Ada yang mungkin perlu diperiksa.',
  unknown: 'Saat ini LINE tidak merespons. Halaman ini menanyakannya lagi setiap menit.',
  customHost: (host) =>
    `Bot ini tidak terhubung ke api.line.me, melainkan ke ${host} (LINE_API_BASE_URL). Jika itu simulator, pengaturan dan obrolannya ada di halaman simulator.`,
  lineSays: (status) => (status === null ? 'Kesalahan:' : `Pesan dari LINE (${status}):`),
  copy: 'Salin',
  copied: 'Tersalin',
  noAddress:
    'Halaman ini tidak mengetahui alamatnya sendiri. Webhook URL adalah alamat publik server Anda, diikuti',
  needsHttps:
    'LINE memerlukan alamat https yang dapat diakses dari internet. Jika bot berjalan di komputer Anda sendiri, buka tunnel (misalnya ngrok), lalu buka halaman ini melalui alamat tunnel tersebut.',
  problems: {
    title: 'Periksa ini terlebih dahulu',
    refusing: 'Saat ini bot tidak menerima webhook.',
    failure: 'Event terakhir gagal diproses.',
    signature: 'Ada permintaan dengan tanda tangan yang salah.'
  },
  done: {
    title: 'Bot Anda siap!',
    text: 'Semua pengaturan selesai. Kenalkan kepada yang lain, dan sapa dia.'
  },
  states: {
    done: 'selesai',
    wrong: 'perlu diperbaiki',
    todo: 'belum selesai',
    unknown: 'belum diketahui',
    byHand: 'periksa sendiri'
  },
  stepsTitle: 'Langkah pengaturan',
  steps: {
    notKnown: 'Belum diketahui.',
    token: 'Channel access token',
    tokenAccepted: (name) => `LINE menerimanya: bot ini adalah ${name}.`,
    tokenRefused: 'LINE menolaknya.',
    tokenRefusedFix:
      'Terbitkan token baru (channel Anda › Messaging API › Channel access token), isikan ke LINE_CHANNEL_ACCESS_TOKEN, lalu mulai ulang bot.',
    tokenForbidden: 'LINE tidak mengizinkan panggilan dari bot.',
    tokenForbiddenFix:
      'Tokennya mungkin benar. Jika channel hanya mengizinkan panggilan dari alamat IP tertentu (channel Anda › Security), tambahkan alamat server ini; atau ada sesuatu di antara bot dan LINE yang menolak panggilan tersebut.',
    tokenNotIssued: 'LINE tidak menerbitkan token.',
    tokenNotIssuedFix:
      'LINE_CHANNEL_ID dan LINE_CHANNEL_SECRET harus berupa Channel ID dan Channel secret dari channel yang sama: salin ulang keduanya (channel Anda › Basic settings), lalu mulai ulang bot.',
    tokenUnknownFix:
      'LINE tidak dapat dihubungi atau mengalami kesalahan. Periksa jaringan dan LINE_API_BASE_URL.',
    url: 'Daftarkan Webhook URL',
    urlDone: 'Alamat ini sudah terdaftar di LINE.',
    urlNone: 'Belum ada alamat yang terdaftar.',
    urlOther: 'Alamat lain yang terdaftar. Untuk memakai alamat ini:',
    urlFix:
      'Channel Anda › Messaging API › Webhook settings › Webhook URL: tempelkan alamat di bagian atas halaman ini, lalu tekan Update.',
    use: 'Aktifkan “Use webhook”',
    useDone: 'Sudah aktif.',
    useOff: 'Belum aktif.',
    useFix:
      'Channel Anda › Messaging API › Webhook settings › Use webhook, tepat di bawah alamat. Setelah itu, tekan Verify.',
    verify: 'Jika Verify gagal',
    verify403:
      '403: LINE_CHANNEL_SECRET milik channel lain; atau firewall, tunnel, atau halaman login di depan bot menghalangi LINE. Pada kasus pertama, log bot berisi baris LINE_ERR_SIGNATURE.',
    verify503:
      '503: bot sedang dimulai, dihentikan, atau kelebihan beban, atau Redis tidak dapat dihubungi; atau router di depan bot tidak menemukan bot yang berjalan. Log bot menunjukkan penyebabnya.',
    verifyOther:
      'Status lain, seperti 301, 404, atau 502, tidak pernah berasal dari bot, melainkan dari sesuatu di depannya: tunnel sudah ditutup, ada pengalihan atau permintaan login, atau server lain yang menjawab di nama ini.',
    redelivery: 'Aktifkan “Webhook redelivery”',
    redeliveryTodo:
      'Tepat di bawah “Use webhook”. LINE akan mengirim ulang webhook yang tidak dapat diterima bot, sehingga tidak ada pesan yang hilang.',
    greeting: 'Nonaktifkan balasan bawaan LINE',
    greetingTodo:
      'Pengaturan › Pengaturan respons (Response settings): nonaktifkan pesan sambutan (Greeting message) dan pesan respons otomatis (Auto-response messages). Jika tidak, keduanya ikut membalas bersama bot.',
    hello: 'Sapa bot Anda',
    helloTodo: 'Kirimi bot sebuah pesan.',
    helloDone: 'Bot sudah membalas.',
    byHand: 'Halaman ini tidak dapat memeriksa apakah langkah ini sudah selesai.',
    tick: 'Sudah saya kerjakan'
  },
  addFriend: 'Tambah teman',
  qrCode: 'Kode QR untuk menambahkan bot sebagai teman',
  activityTitle: 'Aktivitas terakhir',
  lastWebhook: 'Webhook terakhir dengan tanda tangan yang benar',
  lastReply: 'Balasan terakhir yang diterima LINE',
  lastFailure: 'Kegagalan terakhir',
  lastSignatureMismatch: 'Permintaan terakhir dengan tanda tangan yang salah',
  never: 'belum ada',
  signatureCauses: {
    secret:
      'Jika pesan tidak dibalas, permintaan itu dari LINE: LINE_CHANNEL_SECRET milik channel lain atau sudah diterbitkan ulang. Salin ulang Channel secret (channel Anda › Basic settings), lalu mulai ulang bot.',
    relay:
      'Jika hanya sebagian pesan yang tidak dibalas, misalnya yang berisi emoji, ada relay atau proxy di tengah jalan yang menulis ulang JSON: isi permintaan harus diteruskan tanpa diubah.',
    stranger: 'Jika semuanya berjalan normal, permintaan itu dari orang asing dan dapat diabaikan.'
  },
  failures: {
    credentials:
      'LINE menolak kredensial bot: channel access token salah atau sudah dicabut; atau, jika token tidak diisi, LINE_CHANNEL_ID dan LINE_CHANNEL_SECRET bukan dari channel yang sama.',
    rejected:
      'LINE menolak sebuah balasan. Biasanya balasan terlambat, atau program lain sudah lebih dulu membalas.',
    'line-unavailable':
      'LINE tidak merespons, atau terjadi kesalahan di pihak LINE. Bot mencoba lagi saat LINE mengirim ulang.',
    'not-stored': 'Redis tidak menyimpan sebuah event. LINE akan mengirimnya ulang.',
    handler: 'Terjadi kesalahan pada kode yang membalas pesan. Lihat log.',
    'handler-timeout':
      'Kode yang membalas pesan melebihi batas waktu untuk membalas. Lihat log untuk mengetahui lamanya.',
    internal: 'Ada kesalahan pada bot itu sendiri. Lihat log.',
    interrupted:
      'Proses berhenti saat menangani sebuah event, dan sudah terlambat untuk mencoba lagi. LINE mungkin sudah menerima balasannya.',
    expired:
      'Sebuah event menunggu terlalu lama sehingga tidak dapat dibalas. Periksa apakah ada proses yang mengambil event dari Redis.'
  },
  activityNote: 'Sejak proses ini dimulai. Tidak ada pesan atau data pengguna yang disimpan.',
  docs: 'Dokumentasi',
  readme: '#readme',
  json: 'Halaman ini sebagai JSON',
  language: 'Bahasa'
}
