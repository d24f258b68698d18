// Programs from the distribution's packages, without installing them: nothing on the system changes and no service of theirs is started.
import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@chargeplane/failure'
import { cached } from './cache.ts'
import { run, succeeds } from './run.ts'

/**
 * A directory that holds the files of the package and of all it depends on that this system lacks, downloaded by apt with lists and archives of its
 * own. Works for any user. Throws Failure('failed_precondition') saying what to install where there is no apt.
 */
export async function unpackedPackage(base: string, name: string): Promise<string> {
  if (!(await succeeds('apt-get', ['--version'])))
    throw fail('failed_precondition', `${name} is missing: install it with the package manager of this system`)
  return cached(base, `${name}-unpacked`, async directory => {
    const apt = join(directory, 'apt')
    await mkdir(join(apt, 'lists/partial'), { recursive: true })
    await mkdir(join(apt, 'archives/partial'), { recursive: true })
    const own = [`Dir::State::Lists=${apt}/lists`, `Dir::Cache=${apt}`, 'Debug::NoLocking=1', 'Acquire::Languages=none']
    const asUs = `APT::Sandbox::User=${process.getuid?.() === 0 ? 'root' : ''}`
    const options = [...own, asUs].flatMap(option => ['-o', option])
    await run('apt-get', ['update', '-q', ...options])
    await run('apt-get', ['install', '-q', '-y', '--download-only', '--no-install-recommends', ...options, name])
    const archives = (await readdir(join(apt, 'archives'))).filter(file => file.endsWith('.deb'))
    for (const archive of archives) await run('dpkg-deb', ['-x', join(apt, 'archives', archive), directory])
    await rm(apt, { recursive: true })
    await chmod(directory, 0o755)
  })
}

/** Environment with which a program out of `unpackedPackage` finds the libraries that came with it. */
export async function unpackedEnvironment(directory: string): Promise<NodeJS.ProcessEnv> {
  const libraries = join(directory, 'usr/lib')
  const architectures = (await readdir(libraries)).filter(entry => entry.endsWith('-linux-gnu'))
  const paths = architectures.map(entry => join(libraries, entry))
  return { ...process.env, LD_LIBRARY_PATH: [...paths, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') }
}
