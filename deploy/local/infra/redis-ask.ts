// Just enough of Redis' protocol to ask one server of this machine one thing.
import { connect } from 'node:net'
import { fail } from '@chargeplane/failure'

const timeoutMs = 2000

/**
 * The answer as text: what a string or a number says, the lines of a list. Words must not hold spaces.
 * Throws Failure('failed_precondition') with what Redis says when it refuses, 'unavailable' when nobody answers.
 */
export function askRedis(port: number, ...words: (string | number)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const away = (cause?: unknown) => reject(fail('unavailable', `no Redis answers on port ${port}`, { cause }))
    const socket = connect({ port, host: '127.0.0.1', timeout: timeoutMs }, () =>
      socket.write(`${words.join(' ')}\r\n`),
    )
    // Lengths count bytes.
    socket.setEncoding('latin1')
    socket.on('data', chunk => {
      text += chunk
      const said = answerIn(text)
      if (said === undefined) return
      if (text.startsWith('-')) reject(fail('failed_precondition', `Redis on port ${port}: ${said}`))
      else resolve(said)
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')))
    socket.once('error', away)
    socket.once('close', () => away())
  })
}

/** Undefined: not all of it is there. */
function answerIn(text: string): string | undefined {
  const said: string[] = []
  let at = 0
  for (let wanted = 1; wanted > 0; wanted--) {
    const end = text.indexOf('\r\n', at)
    if (end < 0) return undefined
    const [kind, value] = [text[at], text.slice(at + 1, end)]
    at = end + 2
    if (kind === '*') wanted += Math.max(0, Number(value))
    else if (kind !== '$') said.push(value)
    else if (Number(value) >= 0) {
      if (text.length < at + Number(value) + 2) return undefined
      said.push(text.slice(at, at + Number(value)))
      at += Number(value) + 2
    }
  }
  return said.join('\n')
}
