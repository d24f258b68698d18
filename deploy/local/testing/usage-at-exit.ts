// Imported before the tests of a process: at its very end it writes what it cost into the file of this name.
import { writeFileSync } from 'node:fs'
import { cpuSeconds } from './usage.ts'

// Taken out of the environment: what the tests start is part of our cost, and has none to write down.
const { LOCAL_STACK_USAGE: file } = process.env
delete process.env.LOCAL_STACK_USAGE
if (file) process.once('exit', () => writeFileSync(file, String(cpuSeconds())))
