import { type FSWatcher, globSync, watch } from 'node:fs'
import { join } from 'node:path'

/** Changes within this time count as one, because an editor saves in several steps, and git writes many files. */
const QUIET_MS = 120

const IGNORED = /(^|[\\/])(node_modules|\.[^\\/]+)([\\/]|$)/

/**
 * Calls back after each change in these folders. It watches folders, not files, because a file's watcher misses changes
 * when an editor saves by replacing the file.
 *
 * @returns a function that stops watching
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

  /** Starts watching new folders, and stops watching deleted ones. */
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
      watcher.on('error', () => watchers.delete(folder)) // the folder was deleted; the next change finds it if it is back
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

/** Whether a file is temporary: an editor's swap file or backup, or a file about to be renamed. */
const isBackup = (file: string): boolean => /^\.|~$|^4913$|\.sw[a-z]$|^sed\w{6}$/.test(file)
