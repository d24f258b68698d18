// What may happen for every station at once is logged, or announced, a few times only.

/** True at most `perWindow` times in every `windowMs`. */
export function sparingly(
  perWindow: number,
  windowMs: number,
  nowMs: () => number = () => performance.now(),
): () => boolean {
  let windowStart = Number.NEGATIVE_INFINITY
  let used = 0
  return () => {
    const now = nowMs()
    if (now - windowStart >= windowMs) {
      windowStart = now
      used = 0
    }
    used += 1
    return used <= perWindow
  }
}
