import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { canEnter, homeOf, postgresUser, removePostgres, sweepHomes } from './postgres-home.ts'

const isRoot = process.getuid?.() === 0
const base = mkdtempSync(join(tmpdir(), 'chargeplane-home-'))
after(() => rmSync(base, { recursive: true }))

describe('the home of a PostgreSQL cluster', () => {
  it('is run by somebody who is not root', () => {
    const user = postgresUser()
    if (isRoot) assert.ok(user && user.uid > 0 && user.gid > 0)
    else assert.equal(user, undefined)
  })

  it('lies in the directory itself where the server can get there', async () => {
    chmodSync(base, 0o755)
    const dir = join(base, 'open')
    const home = await homeOf(dir, postgresUser())
    assert.equal(home, join(realpathSync(dir), 'home'))
    assert.equal(await homeOf(dir, postgresUser()), home)
    await removePostgres(dir)
    assert.equal(existsSync(dir), false)
  })

  it('lies elsewhere, and is deleted there, where the server could not enter', async () => {
    chmodSync(base, 0o700)
    const dir = join(base, 'closed')
    const user = postgresUser()
    const home = await homeOf(dir, user)
    assert.equal(home.startsWith(realpathSync(base)), !isRoot)
    assert.ok(!user || canEnter(home, user))
    assert.equal(await homeOf(dir, user), home)
    writeFileSync(join(home, 'data'), '')
    await removePostgres(dir)
    assert.equal(existsSync(home), false)
    assert.equal(existsSync(dir), false)
  })

  it('is made anew when what it pointed to has gone', async () => {
    const dir = join(base, 'dangling')
    const home = await homeOf(dir, postgresUser())
    rmSync(home, { recursive: true })
    assert.ok(existsSync(await homeOf(dir, postgresUser())))
    await removePostgres(dir)
    await removePostgres(dir)
  })
})

describe('sweepHomes', () => {
  const homes = join(base, 'homes')
  function home(name: string, owner?: string): string {
    const path = join(homes, `postgres-${name}`)
    mkdirSync(join(path, 'data'), { recursive: true })
    if (owner !== undefined) writeFileSync(join(path, 'owner'), owner)
    return path
  }

  it('deletes what nothing points to any more, and leaves what is in use, running, or not a home', async () => {
    const link = join(base, 'link')
    const owned = home('owned', link)
    symlinkSync(owned, link)
    const running = home('running', join(base, 'gone'))
    writeFileSync(join(running, 'data/postmaster.pid'), `${process.pid}\n${running}\n`)
    mkdirSync(join(homes, 'postgresql-unpacked'))
    home('clone-deleted', join(base, 'gone'))
    home('made-anew', link)
    home('half-made')
    await sweepHomes(homes, 0)
    assert.deepEqual(readdirSync(homes).sort(), ['postgres-owned', 'postgres-running', 'postgresql-unpacked'])
  })

  it('leaves a young one, which may be waiting for its link', async () => {
    home('young')
    await sweepHomes(homes, 60_000)
    assert.ok(existsSync(join(homes, 'postgres-young')))
  })

  it('has nothing to do where there are none', async () => {
    await sweepHomes(join(base, 'nowhere'))
  })
})
