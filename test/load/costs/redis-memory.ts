import { connect } from 'node:net'

/** Bytes that a Redis says it uses (INFO memory), without a password, as the one that was started for this run. */
export function redisMemory(redisUrl: string): Promise<number> {
  const { hostname, port } = new URL(redisUrl)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port || 6379), hostname, () => socket.write('INFO memory\r\n'))
    let answer = ''
    socket.on('error', reject)
    socket.on('data', chunk => {
      answer += chunk
      const used = /^used_memory:(\d+)\r$/m.exec(answer)?.[1]
      if (used === undefined) return
      socket.destroy()
      resolve(Number(used))
    })
  })
}
