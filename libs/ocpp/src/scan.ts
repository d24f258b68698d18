// What can be learned from a frame's text alone, without building values.

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c

/** Levels of arrays and objects in a frame. OCPP's own messages need 12; customData may add some. Bounds every recursion downstream. */
const maxDepth = 64

/** Index just behind the string that opens at `start`. */
function skipString(text: string, start: number): number {
  let i = start + 1
  for (;;) {
    const unit = text.charCodeAt(i)
    if (unit === quote) return i + 1
    i += unit === backslash ? 2 : 1
  }
}

/**
 * The fourth element of a CALL as it stands in `text`. Only for text that JSON.parse has taken as an array of four elements whose
 * first three are a number and two strings: then the third comma outside of a string opens it and the last bracket closes it.
 */
export function payloadSlice(text: string): string {
  let i = 0
  for (let commas = 0; commas < 3; ) {
    const unit = text.charCodeAt(i)
    if (unit === quote) {
      i = skipString(text, i)
      continue
    }
    if (unit === comma) commas++
    i++
  }
  return text.slice(i, text.lastIndexOf(']')).trim()
}

/** The message id of a CALL whose JSON is broken further on; undefined when not even that can be read. */
export function readableId(text: string, maxLength: number): string | undefined {
  const id = /^\s*\[\s*2\s*,\s*"([^"\\]*)"\s*,/.exec(text)?.[1]
  return id !== undefined && id.length <= maxLength ? id : undefined
}

/** How often `opener` stands in `text`, counting no further than just past the limit. */
function openers(text: string, opener: string): number {
  let count = 0
  for (let i = text.indexOf(opener); i >= 0 && count <= maxDepth; i = text.indexOf(opener, i + 1)) count++
  return count
}

function nestsDeeper(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === quote) i = skipString(text, i) - 1
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > maxDepth) return true
    } else if (unit === 0x7d || unit === 0x5d) depth--
  }
  return false
}

/** Whether valid JSON `text` nests deeper than any OCPP message may. Few openers can't nest deeply, and are quick to count. */
export function tooDeep(text: string): boolean {
  return openers(text, '{') + openers(text, '[') > maxDepth && nestsDeeper(text)
}
