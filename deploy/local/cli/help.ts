import { type Command, misuse, type Option } from './command.ts'

export function commandNamed(commands: Readonly<Record<string, Command>>, name: string): Command {
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!found) throw misuse(`there is no command '${name}': one of ${Object.keys(commands).join(', ')}`, name)
  return found
}

/** One line a command. */
export function overview(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.entries(commands).map(([name, command]) => [usage(name, command), command.about] as const)
  return `usage: ./chargeplane COMMAND [OPTIONS]\n\n${columns(rows)}\n\n./chargeplane help COMMAND shows its options.`
}

/** What one command takes. */
export function manual(name: string, command: Command): string {
  const rows = Object.entries(command.options).map(
    ([flag, option]) => [flagUsage(flag, option), about(option)] as const,
  )
  const parts = [`usage: ./chargeplane ${usage(name, command)}${rows.length > 0 ? ' [OPTIONS]' : ''}`, command.about]
  if (rows.length > 0) parts.push(columns(rows))
  if (command.forwardsTo) parts.push(`Its options are those of ${command.forwardsTo}.`)
  return parts.join('\n\n')
}

function usage(name: string, { positionals, forwardsTo }: Command): string {
  const operand = positionals.min > 0 ? positionals.name : positionals.name && `[${positionals.name}]`
  return [name, operand, forwardsTo && '[OPTIONS]'].filter(Boolean).join(' ')
}

function flagUsage(flag: string, option: Option): string {
  const value = option.kind === 'flag' ? '' : ` ${option.value}`
  return `${option.short ? `-${option.short}, ` : ''}--${flag}${value}`
}

function about(option: Option): string {
  return option.kind === 'integer'
    ? `${option.about} (${option.min} to ${option.max}; ${option.default})`
    : option.about
}

/** Left-aligned columns, two spaces in front. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0))) ?? []
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return rows.map(row => `  ${line(row)}`).join('\n')
}
