import { type Command, command } from '../cli/command.ts'
import { commandNamed, manual, overview } from '../cli/help.ts'

/** Takes the table as a function because it is a row of that table itself. */
export const help = (commands: () => Readonly<Record<string, Command>>) =>
  command({
    about: 'this, or the options of a command',
    positionals: { name: 'COMMAND', min: 0, max: 1 },
    options: {},
    async run({ positionals: [name] }) {
      process.stdout.write(
        `${name === undefined ? overview(commands()) : manual(name, commandNamed(commands(), name))}\n`,
      )
      return 0
    },
  })
