import { readFileSync } from 'node:fs'

const read = (file: string) => readFileSync(file, 'utf8')

/** What docs/webhook-plugin.md says to copy, to write and to install. */
export function readPluginPage() {
  const page = read('docs/webhook-plugin.md')
  const matchesOf = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, text = '']) => text)

  const names = matchesOf(/^\| \[`[\w-]+\.ts`\]\(\.\.\/src\/webhook\/([\w-]+\.ts)\)/gm)
  const copied = Object.fromEntries(names.map((name) => [name, read(`src/webhook/${name}`)]))
  // The first line of each block is its file's name.
  const blocks = matchesOf(/^```ts\n(.*?)^```$/gms)
  const examples = Object.fromEntries(blocks.map((code) => [/^\/\/ (\S+)\n/.exec(code)?.[1] ?? '', code]))
  const packages = matchesOf(/^\$ npm install (.*?)(?: +#.*)?$/gm)
    .flatMap((names) => names.split(' '))
    .filter((name) => !name.startsWith('--'))
    .map((name) => name.replace(/(?<!^)@.*$/, ''))

  return {
    copied,
    examples,
    packages,
    /** the folder of a reader who has followed the page, as `t.testdir` takes it */
    folder: { ...examples, 'line-webhook': copied }
  }
}
