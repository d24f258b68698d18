// A process of stations: does what it is ordered over IPC, and tells how they are twice a second. See orders.ts.
import { type Crowd, createCrowd } from './crowd.ts'
import type { Order, Told } from './orders.ts'

const pulseMs = 500
let crowd: Crowd | undefined

const tell = (told: Told) => void process.send?.(told)

process.on('message', (order: Order) => {
  if (order.do === 'begin') {
    const made = createCrowd(order.setup)
    crowd = made
    setInterval(() => tell({ is: 'pulse', counts: made.tally.counts }), pulseMs)
    return tell({ is: 'ready' })
  }
  if (crowd === undefined) throw new Error(`'${order.do}' came before 'begin'`)
  if (order.do === 'end') {
    crowd.end()
    process.exit(0)
  }
  if (order.do !== 'tell') return crowd.order(order)
  const { id, what } = order
  if (what === 'journal') return tell({ is: 'journal', id, journal: crowd.journal() })
  tell({ is: 'tally', id, tally: crowd.tally })
  if (order.forgetDurations) crowd.forgetDurations()
})
// Nobody is left to obey.
process.on('disconnect', () => process.exit(1))
