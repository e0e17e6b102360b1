/** The files that a newcomer writes, and the changes of the project's next version. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const NEW = '1'.repeat(32)
const OLD = '2'.repeat(32)

// Deliberately unlike the project's code: semicolons, double quotes, tabs, unused code, lines without a test.
const FILES: Record<string, string> = {
  'README.md': '# My bot\n\nCounts messages. `npm run migrate` and `DATABASE_URL`: see src/my-db.\n',
  'src/my-db/counter.ts': `const counts = new Map<string, number>();
export function count(who: string) {
	const n = (counts.get(who) ?? 0) + 1;
	counts.set(who, n);
	return n;
}
export const total = () => [...counts.values()].reduce((a, b) => a + b, 0);
export function neverTested() { return "unused" }
`,
  'src/handlers/counter.ts': `import { count } from "../my-db/counter.ts";
export const counted = (who = "unknown") => \`Message \${count(who)} of yours\`;
`,
  'src/handlers/handlers.ts': `import type { CreateRoutes, HandlerOptions, Handlers } from "./types.ts";
import { total } from "../my-db/counter.ts";
import { counted } from "./counter.ts";
import { echo } from "./echo/echo.ts";

export function createHandlers(_: HandlerOptions): Handlers {
	return {
		"message.text": async ({ source }) => [{ type: "text", text: counted(source?.userId) }],
		"message.sticker": async ({ message }, { log }) => { log.info({ sticker: message.stickerId }, "a sticker"); return undefined },
		follow: () => [{ type: "text", text: "Welcome" }],
	};
}

export const createRoutes: CreateRoutes = (app) => {
	app.get("/counts", async () => ({ total: total() }));
};

${Array.from({ length: 400 }, (_, i) => `export const price${i} = ${i};`).join('\n')}
`,
  'test/my-bot.test.ts': `import t from "tap";
import * as bot from "../src/handlers/handlers.ts";
import { startBot } from "./start-bot.ts";

t.test("counts, and shows the number at a route", async (t) => {
	const { say, send, url } = await startBot(t, { bot });
	t.same(await say("hello"), [{ type: "text", text: "Message 1 of yours" }]);
	t.same(await say("hello"), [{ type: "text", text: "Message 2 of yours" }]);
	t.same(await send({ type: "sticker" }), []);
	t.same(await (await fetch(url + "/counts")).json(), { total: 2 });
});

t.test("accepts the old secret and the new one", async (t) => {
	const { send, line } = await startBot(t, { bot, environment: { LINE_CHANNEL_SECRET: "${NEW},${OLD}" } });
	for (const secret of ["${OLD}", "${NEW}"]) {
		line.settings.channelSecret = secret;
		t.same(await send({ type: "follow" }), [{ type: "text", text: "Welcome" }]);
	}
});
`,
  'test/my-shop/prices.test.ts': `import t from "tap";
import { price3 } from "../../src/handlers/handlers.ts";
t.equal(price3, 3);
`
}

/** Writes a bot, its tests, and settings of its own into a clone. */
export function writeBot(clone: string): void {
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(clone, file)), { recursive: true })
    writeFileSync(join(clone, file), text)
  }
  change(join(clone, 'package.json'), /"scripts": \{/, '$&\n    "migrate": "node src/my-db/migrate.ts",')
  change(
    join(clone, 'app.json'),
    /"env": \{/,
    '$&\n    "DATABASE_URL": { "description": "The database of counts", "required": false },'
  )
  appendFileSync(join(clone, '.env.example'), '\nDATABASE_URL=\n')
}

/** Changes a clone of the project as its next version might. */
export function release(clone: string, version: string): void {
  change(join(clone, 'CHANGELOG.md'), /^## /m, `## ${version}\n\n- Everything is better.\n\n$&`)
  change(join(clone, 'package.json'), /"version": ".*"/, `"version": "${version.slice(1)}"`)
  change(join(clone, 'README.md'), /^A \[LINE\]/m, 'The [LINE]')
  for (const file of ['src/bot.ts', 'src/handlers/types.ts', 'test/start-bot.ts', 'test/helper.ts'])
    appendFileSync(join(clone, file), `\n// ${version}\n`)
  writeFileSync(
    join(clone, 'src/timing/newer.ts'),
    '/** A minute, in milliseconds. */\nexport const MINUTE = 60_000\n'
  )
}

function change(file: string, pattern: RegExp, replacement: string): void {
  const before = readFileSync(file, 'utf8')
  const after = before.replace(pattern, replacement)
  if (after === before) throw new Error(`${file} has no match for ${pattern}`)
  writeFileSync(file, after)
}
