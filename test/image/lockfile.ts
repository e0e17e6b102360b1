interface Locked {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

/**
 * The folders of the packages that the root of a lockfile needs in production: not those of its workspaces, which the
 * lockfile does not tell apart.
 *
 * @param withOptional also those that npm leaves out where it cannot install them
 */
export function productionFolders(packages: Record<string, Locked>, withOptional: boolean): string[] {
  const found = new Set<string>()
  visit('')
  return [...found]

  function visit(folder: string): void {
    const {
      dependencies,
      optionalDependencies = {},
      peerDependencies,
      peerDependenciesMeta
    } = packages[folder] ?? {}
    const isOptional = (name: string) =>
      name in optionalDependencies || peerDependenciesMeta?.[name]?.optional
    for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })) {
      const target = resolved(name, folder)
      if (target === undefined || found.has(target) || (isOptional(name) && !withOptional)) continue
      found.add(target)
      visit(target)
    }
  }

  /** The folder that Node finds a package in, seen from another one. */
  function resolved(name: string, from: string): string | undefined {
    const folder = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`
    if (folder in packages) return folder
    return from === ''
      ? undefined
      : resolved(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))))
  }
}
