import { spawn } from 'node:child_process'
import { fail } from '@chargeplane/failure'
import type { SystemUser } from './daemon.ts'

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  user?: SystemUser
}

/** Runs a program to its end and gives what it wrote on stdout. Throws Failure('failed_precondition') with the end of its output otherwise. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { user, ...rest } = options
  const child = spawn(command, args, { ...rest, ...user, stdio: ['ignore', 'pipe', 'pipe'] })
  const stdout: Buffer[] = []
  const everything: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk)
    everything.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => everything.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  if (code !== 0) {
    const end = Buffer.concat(everything).toString().trimEnd().split('\n').slice(-15).join('\n')
    throw fail('failed_precondition', `${command} ${args[0] ?? ''} failed:\n${end}`)
  }
  return Buffer.concat(stdout).toString()
}

/** Whether the program is there and ends well; for asking a tool whether it can be used. */
export async function succeeds(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  )
}
