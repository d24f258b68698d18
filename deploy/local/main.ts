// `./chargeplane COMMAND`: finds the row of the command, reads its options, runs it. Exit code 2: the command line was wrong.
import { Failure } from '@chargeplane/failure'
import { configureLogs } from '@chargeplane/telemetry'
import { commandNamed, manual } from './cli/help.ts'
import { parseCommandLine } from './cli/parse.ts'
import { say } from './cli/say.ts'
import { commands } from './commands/index.ts'

async function main([name = 'help', ...args]: string[]): Promise<number> {
  if (name === '--help' || name === '-h') return main(['help'])
  const command = commandNamed(commands, name)
  if (args[0] === '--help' || args[0] === '-h') {
    process.stdout.write(`${manual(name, command)}\n`)
    return 0
  }
  return command.run(parseCommandLine(name, command, args))
}

// The libraries log to stdout, which belongs to what was asked for.
configureLogs({ level: 'error' })
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const misused = error instanceof Failure && error.code === 'invalid_argument'
  // A Failure is written for the reader; anything else is a fault of ours and needs its stack.
  say(`chargeplane: ${error instanceof Failure ? error.message : error instanceof Error ? error.stack : error}`)
  process.exitCode = misused ? 2 : 1
}
