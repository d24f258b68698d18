// Whether an engine runs is the machine's affair; that the file has what we rely on is ours.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { backendNames } from '../infra/local-backends.ts'
import { hasContainerEngine } from './compose.ts'
import { root } from './paths.ts'

const text = readFileSync(join(root, 'deploy/compose.yaml'), 'utf8')

describe('the backends by Docker Compose', () => {
  it('are services of the Compose file under the names we ask for', () => {
    for (const name of backendNames) assert.match(text, new RegExp(`^  ${name}:$`, 'm'))
  })

  it('publish, on the loopback address, the ports we connect to', () => {
    for (const port of ['15432:5432', '16379:6379', '19092:19092'])
      assert.ok(text.includes(`"127.0.0.1:${port}"`), port)
    assert.match(text, /LOCAL:\/\/127\.0\.0\.1:19092/)
    assert.match(text, /POSTGRES_USER: chargeplane\n\s+POSTGRES_DB: chargeplane\n/)
  })

  it('demand no variable that we do not set', () => {
    const set = ['CHARGEPLANE_PASSWORD_PEPPER', 'CHARGEPLANE_TOKEN_HASH_KEY', 'POSTGRES_PASSWORD']
    const demanded = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name ?? '')
    assert.ok(demanded.includes('POSTGRES_PASSWORD'))
    assert.deepEqual(
      demanded.filter(name => !set.includes(name)),
      [],
    )
  })

  it('are not counted on where there is no docker', async () => {
    const path = process.env.PATH
    process.env.PATH = '/nowhere'
    try {
      assert.equal(await hasContainerEngine(), false)
    } finally {
      process.env.PATH = path
    }
  })
})
