// What a process of several test files writes down as it goes, for whoever has to say which of them it was that hung.

export interface Course {
  begun: string[]
  /** What files have left open when they ended, a sentence part each. */
  open: string[]
}

export function begins(file: string): string {
  return `begins\t${file}\n`
}

export function leaves(file: string, kinds: readonly string[]): string {
  return `leaves\t${file} (${kinds.join(', ')})\n`
}

/** A line that was cut off is left out. */
export function readCourse(text: string): Course {
  const lines = text.split('\n').slice(0, -1)
  const of = (what: string) =>
    lines.filter(line => line.startsWith(`${what}\t`)).map(line => line.slice(what.length + 1))
  return { begun: of('begins'), open: of('leaves') }
}
