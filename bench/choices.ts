/**
 * Parses an option such as `memory,redis`.
 *
 * @throws if one of the choices is unknown
 */
export function choicesOf<T extends string>(known: readonly T[], option: string): T[] {
  return option.split(',').map((name) => {
    const found = known.find((one) => one === name)
    if (!found) throw new Error(`unknown choice ${name}: use ${known.join(', ')}`)
    return found
  })
}
