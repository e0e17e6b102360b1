type Row = Record<string, string | number>

/** Prints rows as a table, with numbers aligned to the right. */
export function printTable(rows: Row[]): void {
  const names = Object.keys(rows[0] ?? {})
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length)))
  const lineOf = (cells: (string | number)[]) =>
    cells.map((cell, i) => pad(cell, widths[i] as number)).join('  ')
  console.log(lineOf(names))
  for (const row of rows) console.log(lineOf(names.map((name) => row[name] as string | number)))
}

const pad = (cell: string | number, width: number) =>
  typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width)
