// docs/performance.md: pure, the results it is given decide every byte.
import { z } from 'zod'

const result = z.object({
  mode: z.string(),
  about: z.string(),
  command: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  figures: z.array(z.object({ what: z.string(), value: z.number().nullable(), unit: z.string() })),
  promises: z.array(z.object({ what: z.string(), promised: z.string(), measured: z.string(), met: z.boolean() })),
  notes: z.array(z.string()),
  at: z.string(),
  seconds: z.number(),
  commit: z.string(),
  machine: z.object({
    cores: z.number(),
    processor: z.string(),
    memoryGiB: z.number(),
    kernel: z.string(),
    node: z.string(),
  }),
})
export type Result = z.infer<typeof result>

/** Throws for a file that is no result of the load harness, naming it. */
export function readResult(name: string, text: string): Result {
  const read = result.safeParse(JSON.parse(text))
  if (read.success) return read.data
  throw new Error(`${name} is no result of ./chargeplane bench: ${z.prettifyError(read.error)}`)
}

/** What is measured, in the order of the page. A mode's variants (`memory-tls`) follow it. */
const modes: readonly { mode: string; title: string; how: string }[] = [
  {
    mode: 'edge',
    title: 'Durable messages per second of one edge',
    how: 'A closed loop of MeterValues against one edge and, in turns, against the bare reference: the same WebSocket server, JSON.parse and kafkajs with acks=all, and nothing else. The ratio is what counts; it moves little from machine to machine.',
  },
  {
    mode: 'memory',
    title: 'Memory per idle station',
    how: 'An edge with default settings, before any station is there (after some have come and gone) and with all of them booted and quiet, both times after a full collection of garbage that is asked for by the inspector. The difference, by proportional set size, divided by the stations.',
  },
  {
    mode: 'hold',
    title: 'Stations on one machine',
    how: 'Everything on one machine: Kafka, Redis, PostgreSQL, all services, the edges, and the stations themselves. Stations connect as fast as the machine takes them, boot, and are held while commands go to random ones. It prints what stopped it where it stops lower.',
  },
  {
    mode: 'steady',
    title: 'Answers at half of the peak',
    how: 'The peak is found first, by a closed loop on the same edge. Then a mix of 1.6 and 2.0.1 messages comes by a schedule, whatever became of those before; the time to an answer counts from when its message was due, so a stall counts for all that were due in it. Afterwards every answered message is looked for in the topics.',
  },
  {
    mode: 'storm',
    title: 'Everybody at once',
    how: 'All but some stations are cut off in one moment and come back with the back-off of OCPP (shorter than in the field), each with a boot. Those that stayed go on talking. Boots and PostgreSQL transactions are counted second by second.',
  },
  {
    mode: 'commands',
    title: 'Commands',
    how: 'DataTransfer to random stations by a schedule. It names the station that it is for; the station compares, and so does who sent it.',
  },
  {
    mode: 'rolling-restart',
    title: 'Rolling restart',
    how: 'Edges are drained and started again one by one, under stations with running transactions.',
  },
  {
    mode: 'soak',
    title: 'For hours',
    how: 'Boots, status, charges with meter values, heartbeats, commands and lost networks. Memory and descriptors of each process are sampled; the slope is the median of those between all pairs of samples (Theil and Sen), without the warm-up.',
  },
]

const intro = `# Performance

Measured by the commands below, and generated from what they wrote (\`docs/performance/\`): run one, then
\`node --conditions=@chargeplane/source deploy/docs/performance.ts --take\`. Each has defaults for a machine with 2 cores and 24 GiB, prints a table, leaves a JSON file in
\`.chargeplane/bench\`, and ends with 1 when a promise is broken. \`./chargeplane bench short\` runs all modes in small, and asserts what holds on any machine: nobody is
cut off, nothing that was answered is lost, no command reaches the wrong station.

Stations are processes of the same machine (\`test/load/client\`): raw sockets with as little around them as can be, so that they leave the processors to what is
measured. They come from thousands of loopback addresses, half of them speak OCPP 1.6 and half 2.0.1, and each has a password or a certificate of its own. Unless the
environment gives others, Kafka (one broker), Redis and PostgreSQL (without fsync) are local processes of the run. Figures
of a machine that does all of it at once say what the parts cost together, not how fast each can be.`

export function renderPerformance(results: readonly Result[]): string {
  const sections = modes.flatMap(({ mode, title, how }) => {
    const own = results.filter(one => one.mode === mode || one.mode.startsWith(`${mode}-`))
    own.sort((a, b) => a.mode.localeCompare(b.mode))
    const runs = own.length === 0 ? [`Not measured yet: \`./chargeplane bench ${mode}\`.`] : own.map(runOf)
    return [`## ${title}`, how, ...runs]
  })
  return [intro, ...sections].join('\n\n')
}

function runOf({ about, command, figures, promises, notes, at, seconds, commit, machine }: Result): string {
  const { cores, processor, memoryGiB, kernel, node } = machine
  const on = `${cores} cores (${processor}), ${memoryGiB} GiB, Linux ${kernel}, Node ${node}`
  const rows = [
    ...promises.map(({ what, measured, promised, met }) => [
      what,
      measured,
      `${promised}${met ? '' : ': **not kept**'}`,
    ]),
    ...figures.map(({ what, value, unit }) => [what, `${rounded(value)} ${unit}`.trim(), '']),
  ]
  return [
    `\`${command}\` on ${at.slice(0, 10)}, commit ${commit}, ${seconds} s; ${on}:`,
    `${about}.`,
    table(['', 'Measured', 'Promised'], rows),
    ...notes,
  ].join('\n\n')
}

function rounded(value: number | null): string {
  if (value === null) return 'unknown'
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
}
