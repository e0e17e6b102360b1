/** The READMEs in other languages have what the English one has, and the form of address of the bot's page. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { LANGUAGES } from '../src/setup/texts/texts.ts'
import { anchorsOf } from './markdown.ts'
import { isAnotherBot } from './project-files.ts'

const checked = { skip: isAnotherBot }

const read = (file: string) => readFileSync(file, 'utf8')
const ENGLISH = 'README.md'
const TRANSLATIONS = Object.keys(LANGUAGES)
  .filter((language) => language !== 'en')
  .map((language) => `docs/README.${language}.md`)

/** The one section that only the translations have: docs/deploy.md, where English readers find it, is in English. */
const isCreateAChannel = (section: string) => section.includes('https://manager.line.biz/')
const CREATE_A_CHANNEL = 'docs/deploy.md#create-a-channel'

const sectionsOf = (text: string) => text.split(/^(?=## )/m)

/** A README without the section that the English one lacks. */
const sharedPartOf = (file: string) =>
  sectionsOf(read(file))
    .filter((section) => !isCreateAChannel(section))
    .join('')

t.test('every language of the page has a README, and a link to it', checked, async (t) => {
  t.same(globSync('docs/README.*.md').sort(), TRANSLATIONS.toSorted())
  for (const [language, { readme }] of Object.entries(LANGUAGES))
    t.equal(readme, language === 'en' ? '#readme' : `/blob/HEAD/docs/README.${language}.md`)
})

t.test('every README begins with links to all the others', checked, async (t) => {
  const all = [ENGLISH, ...TRANSLATIONS]
  for (const file of all) {
    const [top = ''] = sectionsOf(read(file))
    t.same(
      targetsIn(top, file).filter((target) => all.includes(target)),
      all.filter((other) => other !== file),
      file
    )
  }
})

t.test(
  'every README has the headings, tables, lists, commands and code of the English one',
  checked,
  async (t) => {
    for (const file of TRANSLATIONS)
      t.same(blocksOf(sharedPartOf(file)), blocksOf(sharedPartOf(ENGLISH)), file)
  }
)

t.test('every README has the links of the English one', checked, async (t) => {
  for (const file of TRANSLATIONS) t.same(linksOf(file), linksOf(ENGLISH), file)
})

t.test(
  'every README names the files, commands and numbers that the English one names',
  checked,
  async (t) => {
    const namesIn = (text: string) => [...new Set(text.match(/(?<!`)`[^`\n]+`(?!`)/g))].sort()
    const proseOf = (file: string) => sharedPartOf(file).replace(/^```[\s\S]*?^```$/gm, '')
    /** Without the marks of thousands and decimals, which Indonesian has the other way round. */
    const numbersIn = (text: string): string[] => text.replace(/(?<=\d)[.,](?=\d)/g, '').match(/\d+/g) ?? []
    for (const file of TRANSLATIONS) {
      const text = proseOf(file)
      t.same(namesIn(text), namesIn(proseOf(ENGLISH)), file)
      const numbers = numbersIn(text)
      t.same(
        numbersIn(proseOf(ENGLISH)).filter((number) => !numbers.includes(number)),
        [],
        file
      )
    }
  }
)

t.test('every README explains how to get a channel, as docs/deploy.md does', checked, async (t) => {
  for (const file of TRANSLATIONS) {
    const [section = '', ...others] = sectionsOf(read(file)).filter(isCreateAChannel)
    t.same(others, [], file)
    t.same(
      targetsIn(section, file),
      ['https://manager.line.biz/', 'https://developers.line.biz/console/'],
      file
    )
    t.same(section.match(/`\w+`/g), ['`LINE_CHANNEL_ID`', '`LINE_CHANNEL_SECRET`'], file)
  }
})

t.test('a language addresses the reader in one way, in its README and on the page', checked, async (t) => {
  const informal = { 'zh-Hant': /你/, id: /\b(?:kamu|kau)\b/i }
  for (const [language, word] of Object.entries(informal)) {
    t.notMatch(read(`docs/README.${language}.md`), word, `README: ${language}`)
    t.notMatch(read(`src/setup/texts/${language}.json`), word, `page: ${language}`)
  }
})

/** The blocks of a Markdown text in their order: `##`, `list of 3`, `table of 8`, and code without what is translated. */
function blocksOf(text: string): string[] {
  const blocks = text.matchAll(
    /^(?<heading>#+) |^```(?<language>\w+)\n(?<code>[\s\S]*?)^```$|(?<table>(?:^\|.*\n)+)|(?<list>(?:^(?:-|\d+\.) .*\n(?: +.*\n)*)+)/gm
  )
  return [...blocks].map(({ groups: { heading, language, code = '', table, list } = {} }) => {
    if (heading) return heading
    if (table) return `table of ${table.match(/^/gm)?.length}`
    if (list) return `list of ${list.match(/^\S/gm)?.length}`
    return language === 'console' ? withoutComments(code) : withoutTexts(code)
  })
}

const withoutComments = (commands: string) => commands.replace(/ +# .*$/gm, '')

/** Blanks what a user reads, which is neither `'message.text'` nor `'446'`. */
const withoutTexts = (code: string) =>
  code
    .replace(/'[^'\n]*'/g, (string) => (/^'[\w.]*'$/.test(string) ? string : "''"))
    .replace(/`[^`]*`/g, (template) => `\`${template.match(/\$\{[^}]*\}/g)?.join('')}\``)

/** Each target of the links and pictures in `text`, as a path from the root if it is a file. */
const targetsIn = (text: string, file: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) =>
    /^(?:https:|#)/.test(target) ? target : join(dirname(file), target)
  )

/** The targets of a README's links, but for those to the other READMEs. An anchor becomes the number of its section. */
function linksOf(file: string): string[] {
  const sections = sectionsOf(read(file))
  const shared = sections.filter((section) => !isCreateAChannel(section))
  const targetOf = (link: string) => {
    if (!link.startsWith('#')) return link
    const section = sections.find((section) => `#${anchorsOf(section)[0]}` === link) ?? ''
    return isCreateAChannel(section) ? CREATE_A_CHANNEL : `section ${shared.indexOf(section)}`
  }
  const links = targetsIn(shared.join(''), file).map(targetOf)
  return [...new Set(links)].filter((link) => ![ENGLISH, ...TRANSLATIONS].includes(link)).sort()
}
