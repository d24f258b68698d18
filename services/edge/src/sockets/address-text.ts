// Addresses of peers as people write them.

/** Dotted for IPv4, also where it comes mapped into IPv6; else the eight groups. */
export function addressText(binary: ArrayBuffer): string {
  const bytes = new Uint8Array(binary)
  const mapped =
    bytes.length === 16 && bytes[10] === 255 && bytes[11] === 255 && bytes.subarray(0, 10).every(b => b === 0)
  if (bytes.length === 4 || mapped) return bytes.subarray(-4).join('.')
  const view = new DataView(binary)
  return Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(i * 2).toString(16)).join(':')
}
