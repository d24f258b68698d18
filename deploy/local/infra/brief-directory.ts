// Where backends keep what lives for a minute and is thrown away. On a disk without a journal, Linux looks at each file that was deleted in the last
// minute before it makes a new one: hundreds of databases and topics that come and go cost several times as much there as in memory.
import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Set by `./chargeplane test` for what it starts. Its name is nobody's setting: services refuse unknown ones of their own. */
export const briefVariable = 'LOCAL_STACK_BRIEF_DIRECTORY'

export const memoryDisk = '/dev/shm'
const tmpfsMagic = 0x01021994
/** A run of all tests has at most a quarter of this in there; containers often have 64 MiB in all. */
const roomBytes = 4 * 1024 ** 3

/** Whether what is in `directory` is kept in memory, of which there is plenty. */
export function isRoomyMemory(directory = memoryDisk, bytes = roomBytes): boolean {
  if (!existsSync(directory)) return false
  const { type, bavail, bsize } = statfsSync(directory)
  return type === tmpfsMagic && Math.min(bavail * bsize, freemem()) >= bytes
}

/** A new directory that the user of a backend can pass through. The caller deletes it; a run of all tests deletes those that are left. */
export function makeBriefDirectory(name: string, base = process.env[briefVariable] || tmpdir()): string {
  const directory = mkdtempSync(join(base, `chargeplane-${name}-`))
  chmodSync(directory, 0o711)
  return directory
}
