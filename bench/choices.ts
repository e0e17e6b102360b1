/**
 * The choices in an option such as `memory,redis`.
 *
 * @throws when one of them is unknown
 */
export function choicesOf<T extends string>(known: readonly T[], option: string): T[] {
  return option.split(',').map((name) => {
    const found = known.find((one) => one === name)
    if (!found) throw new Error(`${name} is none of ${known.join(', ')}`)
    return found
  })
}
