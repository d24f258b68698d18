// JSON with commas that separate nothing (`"sampledValue":[,{`), as some stations write it.

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c

const opens = (unit: number) => unit === 0x5b || unit === 0x7b
const closes = (unit: number) => unit === 0x5d || unit === 0x7d
const isSpace = (unit: number) => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09

/** Index of the last character of the string that opens at `start`; of the text's, when it never ends. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === quote) return i
    if (unit === backslash) i++
  }
  return text.length - 1
}

/** `text` without commas behind an opening bracket or another comma, or before a closing bracket; undefined when it has none. */
export function withoutStrayCommas(text: string): string | undefined {
  let written = ''
  let strays = 0
  // A comma is written once something follows that it separates from what was before.
  let waiting = false
  let last = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === comma) {
      if (waiting || opens(last)) strays++
      else waiting = true
      continue
    }
    if (isSpace(unit)) {
      written += text[i]
      continue
    }
    if (waiting) {
      if (closes(unit)) strays++
      else written += ','
      waiting = false
    }
    const end = unit === quote ? stringEnd(text, i) : i
    written += text.slice(i, end + 1)
    i = end
    last = unit
  }
  return strays === 0 && !waiting ? undefined : written
}
