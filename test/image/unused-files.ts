/** What the Dockerfile deletes from the packages, because nothing loads it in production. */
const UNUSED = [
  /\/node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/(?:\.github|__tests__|benchmarks?|docs|examples?|test)\//,
  /\.(?:map|[cm]?ts|tsbuildinfo)$/,
  /\/(?:readme|changelog|security)\.md$/i,
  /\/node_modules\/(?:@line\/bot-sdk\/dist\/cjs|bullmq\/dist\/esm|luxon\/src|luxon\/build\/(?!node\/))/
]

/** Those of the image's files that belong to a package and are never loaded. */
export const unusedFiles = (files: string[]) =>
  files.filter(
    (file) => file.startsWith('/app/node_modules/') && UNUSED.some((pattern) => pattern.test(file))
  )
