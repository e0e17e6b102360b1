import type { FileStore, KeptFile } from './files.ts'

const MAX_BYTES = 64 * 1024 * 1024

/** Keeps files in this process, at most 64 MiB. The oldest are removed first. */
export function createMemoryFiles(): FileStore {
  const files = new Map<string, { file: KeptFile; until: number }>()
  let totalBytes = 0

  function remove(id: string): void {
    totalBytes -= files.get(id)?.file.bytes.length ?? 0
    files.delete(id)
  }

  return {
    async keep(id, file, keepForMs) {
      totalBytes += file.bytes.length
      files.set(id, { file, until: Date.now() + keepForMs })
      for (const [id, { until }] of files) if (totalBytes > MAX_BYTES || until <= Date.now()) remove(id)
    },
    find: async (id) => files.get(id)?.file,
    close: () => files.clear()
  }
}
