// The commands of ./chargeplane, in the order in which help shows them.
import type { Command } from '../cli/command.ts'
import { bench } from './bench.ts'
import { check } from './check.ts'
import { down } from './down.ts'
import { events } from './events.ts'
import { help } from './help.ts'
import { logs } from './logs.ts'
import { replay } from './replay.ts'
import { simulate } from './simulate.ts'
import { size } from './size.ts'
import { status } from './status.ts'
import { test } from './test.ts'
import { up } from './up.ts'

export const commands: Readonly<Record<string, Command>> = {
  up,
  down,
  status,
  logs,
  check,
  test,
  simulate,
  events,
  replay,
  bench,
  size,
  help: help(() => commands),
}
