/** The anchors that GitHub gives to the headings of a Markdown text, in their order. */
export const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '') // the vowels of Thai are marks
      .replaceAll(' ', '-')
  )
