// The modes in small, one after the other.
import { setTimeout as sleep } from 'node:timers/promises'
import { durationsOf } from '../client/histogram.ts'
import { checkTopics } from '../pool/check-topics.ts'
import { isAlive } from '../pool/processes.ts'
import { type Findings, keep, reach } from '../pool/result.ts'
import type { Scene } from '../pool/scene.ts'
import { byApi, byGrpc, startCommands } from '../pool/send-commands.ts'
import { connectAll } from './connect-all.ts'
import { rollEdges } from './roll-edges.ts'
import { figuresOf } from './steady.ts'

const connectPerSecond = 400
const talkPerSecond = 100
const commandsPerSecond = 10
const talkMs = 3000
const backWithinMs = 60_000

export async function short(scene: Scene): Promise<Findings> {
  const { pool, platform } = scene
  await connectAll(pool, connectPerSecond)
  pool.speak(pool.all, talkPerSecond)
  const commands = await sendBoth(scene)
  await sleep(talkMs / 2)
  const calm = await pool.tally()

  // Half of them lose their network, and go on where they were when they are back.
  const half = { from: 0, to: Math.floor(pool.size / 2) }
  pool.cut(half, 'reset')
  await pool.until(({ boots }) => boots >= pool.size + half.to, backWithinMs)
  const back = await pool.until(({ booted }) => booted === pool.size, backWithinMs)
  // Every edge in turn, with its default rate: fifty stations a second.
  const rolled = await rollEdges(scene, { percent: 2, minRate: 50 })
  pool.speak(pool.all, 0)
  const quiet = await pool.until(({ out }) => out === 0, backWithinMs)
  const after = await pool.tally()
  const lost = await checkTopics(scene)
  const { counts } = after
  // On a machine that is busy with other things some are refused for now: those were told so, and nothing was sent.
  const refused = (commands.failed['HTTP 503'] ?? 0) + (commands.failed.unavailable ?? 0)
  const open = commands.sent - commands.answered - refused
  return {
    mode: 'short',
    about: `every mode in small: ${pool.size} stations on ${platform.edges.length} edges`,
    settings: { stations: pool.size, edges: platform.edges.length },
    figures: [
      { what: 'boots', value: counts.boots, unit: '' },
      ...figuresOf(durationsOf(after.answers)),
      { what: 'commands answered', value: commands.answered, unit: '' },
      { what: 'commands refused for now', value: refused, unit: '' },
      { what: 'records looked at afterwards', value: lost.records, unit: '' },
    ],
    promises: [
      keep('unwanted closes before the cut', calm.counts.unwantedCloses, 0, ''),
      keep('unwanted closes', counts.unwantedCloses - (after.closes['1012'] ?? 0), 0, ''),
      reach('stations that are back after each restart of an edge', rolled.back ? counts.booted : 0, pool.size, ''),
      // Twice, since a fleet that was not given a processor for a while counts late.
      keep('sockets closed by an edge that stops, most in a second', rolled.closesMost, 2 * rolled.limit, '/s'),
      keep('edges that did not exit with 0', rolled.failed, 0, ''),
      keep('commands of which nothing is known', open, 0, ''),
      keep('commands misdelivered', commands.misdelivered + counts.misdelivered, 0, ''),
      reach('stations that are back after the cut', back ? counts.booted : 0, pool.size, ''),
      keep('calls that nobody answered', quiet ? 0 : counts.out, 0, ''),
      keep('refused calls', counts.refusedCalls, 0, ''),
      reach('answered messages looked for', lost.answered, pool.size, ''),
      keep('answered, and in no topic', lost.missing, 0, ''),
      keep('processes that ended', platform.processes.filter(({ pid }) => !isAlive(pid)).length, 0, ''),
    ],
    notes: [
      ...lost.examples.map(example => `Lost: ${example}.`),
      ...Object.entries(commands.failed).map(([how, times]) => `Commands not answered, ${how}: ${times}.`),
      ...platform.errors().map(line => `Said at level error: ${line}`),
    ],
  }
}

/** Through both doors at once, while the stations talk. */
async function sendBoth({ pool, platform, stationsAddress }: Scene) {
  const doors = [byGrpc(stationsAddress), byApi(platform.apiUrl, platform.apiKey)]
  const pick = () => Math.floor(Math.random() * pool.size)
  const running = doors.map(({ send }) => startCommands({ perSecond: commandsPerSecond, pick, send }))
  await sleep(talkMs)
  const results = await Promise.all(running.map(one => one.stop()))
  for (const door of doors) door.close()
  const sum = (what: 'sent' | 'answered' | 'misdelivered') => results.reduce((total, result) => total + result[what], 0)
  const failed: Record<string, number> = {}
  for (const result of results)
    for (const [how, times] of Object.entries(result.failed)) failed[how] = (failed[how] ?? 0) + times
  return { sent: sum('sent'), answered: sum('answered'), misdelivered: sum('misdelivered'), failed }
}
