// The bare reference of `bench edge`: the least that can answer a CALL durably with the same libraries. uWS takes the frame, JSON.parse
// reads it, kafkajs writes it (acks=all, idempotent, batches of 2 ms), and only then it is answered. No identity, validation,
// translation, order per station, bound or telemetry. Arguments: brokers, topic. Prints its port.

import * as uws from 'uWebSockets.js'
import kafkajs from 'kafkajs'

interface Waiting {
  ws: uws.WebSocket<Peer>
  id: string
}

interface Peer {
  station: string
  open: boolean
}

const [brokers = '', topic = ''] = process.argv.slice(2)
const kafka = new kafkajs.Kafka({
  brokers: brokers.split(','),
  clientId: 'reference',
  logLevel: kafkajs.logLevel.NOTHING,
})
const producer = kafka.producer({ idempotent: true, allowAutoTopicCreation: false })
await producer.connect()

let messages: kafkajs.Message[] = []
let waiting: Waiting[] = []
let sending = false

async function flush(): Promise<void> {
  if (sending || messages.length === 0) return
  sending = true
  const [batch, callers] = [messages, waiting]
  messages = []
  waiting = []
  await producer.send({ topic, acks: -1, messages: batch })
  for (const { ws, id } of callers) {
    if (ws.getUserData().open) ws.send(`[3,"${id}",{}]`)
  }
  sending = false
}
setInterval(() => void flush(), 2)

uws
  .App()
  .ws<Peer>('/*', {
    maxPayloadLength: 65_536,
    idleTimeout: 120,
    upgrade(response, request, context) {
      const peer = { station: request.getUrl(), open: true }
      const header = (name: string) => request.getHeader(`sec-websocket-${name}`)
      response.upgrade(peer, header('key'), header('protocol'), header('extensions'), context)
    },
    message(ws, bytes) {
      const text = Buffer.from(bytes).toString()
      const [, id] = JSON.parse(text) as [number, string]
      messages.push({ key: ws.getUserData().station, value: text })
      waiting.push({ ws, id })
    },
    close(ws) {
      ws.getUserData().open = false
    },
  })
  .listen('127.0.0.1', 0, token => {
    if (token === false) throw new Error('no port')
    process.stdout.write(`${JSON.stringify({ port: uws.us_socket_local_port(token) })}\n`)
  })
