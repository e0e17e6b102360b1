import { type FSWatcher, globSync, watch } from 'node:fs'
import { join } from 'node:path'

/** An editor writes a file in several steps, git many files: what follows within so many milliseconds is one change. */
const QUIET_MS = 120

const IGNORED = /(^|[\\/])(node_modules|\.[^\\/]+)([\\/]|$)/

/**
 * Calls back after each change in these folders. Folders are watched, not files: an editor that saves by renaming
 * leaves another file at the same place, and who watches the first one hears no more.
 *
 * @returns how to stop
 */
export function watchFolders(folders: string[], onChange: () => void): () => void {
  const watchers = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined

  function changed(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      follow()
      onChange()
    }, QUIET_MS)
  }

  /** Watches the folders that have come, and forgets those that are gone. */
  function follow(): void {
    const found = new Set(folders.flatMap(foldersIn))
    for (const [folder, watcher] of watchers) {
      if (found.has(folder)) continue
      watcher.close()
      watchers.delete(folder)
    }
    for (const folder of found) {
      if (watchers.has(folder)) continue
      const watcher = watch(folder, (_event, file) => {
        if (file === null || !isBackup(file)) changed()
      })
      watcher.on('error', () => watchers.delete(folder)) // it is gone: whatever changes next finds it again
      watchers.set(folder, watcher)
    }
  }

  follow()
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }
}

const foldersIn = (folder: string): string[] => [
  folder,
  ...globSync('**/', { cwd: folder, exclude: (path) => IGNORED.test(path) }).map((path) => join(folder, path))
]

/** What an editor writes beside the file: swap files, backups, files that are renamed in a moment. */
const isBackup = (file: string): boolean => /^\.|~$|^4913$|\.sw[a-z]$|^sed\w{6}$/.test(file)
