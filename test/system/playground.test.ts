/** `npm run playground`: the bot and the simulator together. */
import '../playground/playground.test.ts'
import '../playground/page.test.ts'
