import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { openJournal } from './journal.ts'
import { statusesSaid } from './quiet.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-journal-'))
after(() => rmSync(directory, { recursive: true }))

describe('the journal', () => {
  it('keeps what each call was answered, and the same in its file', async () => {
    const journal = await openJournal(directory)
    const watch = journal.watch('S1')
    watch.opened(1)
    watch.sent(1, 'a', 'Heartbeat', {})
    watch.sent(1, 'b', 'MeterValues', { x: 1 })
    watch.settled('a', { kind: 'result', payload: {} })
    watch.asked(1, 'c', 'DataTransfer', { data: '7:S1' })
    assert.equal(journal.open.get('S1'), 1)
    watch.closed(1, 1006)
    assert.equal(journal.open.has('S1'), false)
    journal.command({ n: 7, station: 'S1', givenAt: 0, status: 200, body: {}, endedAt: 1 })
    journal.hurt({ target: 'edge 0', index: 0, kind: 'kill edge', from: 1, to: 2 })
    journal.note('fault', { n: 1 })
    await journal.close()
    assert.deepEqual(
      journal.calls.map(({ action, reply }) => [action, reply?.kind]),
      [
        ['Heartbeat', 'result'],
        ['MeterValues', undefined],
      ],
    )
    assert.deepEqual(journal.asked[0]?.payload, { data: '7:S1' })
    const lines = readFileSync(join(directory, 'journal.ndjson'), 'utf8').trim().split('\n')
    const whats = lines.map(line => JSON.parse(line).what)
    assert.deepEqual(whats, ['opened', 'sent', 'sent', 'settled', 'asked', 'closed', 'command', 'hurt', 'fault'])
  })

  it('does not take the close of an old socket for that of the new', async () => {
    const journal = await openJournal(join(directory, 'second'))
    const watch = journal.watch('S1')
    watch.opened(1)
    watch.opened(2)
    watch.closed(1, 1006)
    assert.equal(journal.open.get('S1'), 2)
    await journal.close()
  })
})

describe('what a station has said of its idle connector', () => {
  const said = (status: string, answered: boolean, connectorId = 2) => ({
    station: 'S1',
    socket: 1,
    id: status,
    action: 'StatusNotification',
    payload: { connectorId, status },
    sentAt: 0,
    reply: answered ? ({ kind: 'result', payload: {} } as const) : undefined,
  })

  it('is the last that was answered, or one that was not answered since', () => {
    const calls = [said('A', true), said('B', false), said('C', true), said('D', false), said('E', true, 1)]
    assert.deepEqual([...statusesSaid(calls, 'S1')], ['C', 'D'])
    assert.deepEqual([...statusesSaid(calls, 'S2')], [])
  })
})
