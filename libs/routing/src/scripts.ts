// The four places where routing must be atomic. Each script touches the one key it is given, so it may run on any cluster slot.
// A route is a hash {epoch, edge, version}; without `edge` it is only the memory of the last epoch, so that a station which
// comes back within the same millisecond, or after an edge that ran ahead of Redis' clock, still gets a higher one.

import { createHash } from 'node:crypto'

export interface Script {
  lua: string
  /** By which a server that has run it once knows it. */
  hash: string
}

function script(lua: string): Script {
  return { lua, hash: createHash('sha1').update(lua).digest('hex') }
}

/** How long the epoch of a station that left is remembered, ms. */
const epochMemoryMs = 86_400_000

/** KEYS[1] route; ARGV edge, version. Answers {epoch, previous edge, previous epoch, previous version} ('' when there was none). */
export const registerScript = script(`
local old = redis.call('HMGET', KEYS[1], 'epoch', 'edge', 'version')
local time = redis.call('TIME')
local epoch = time[1] * 1000 + math.floor(time[2] / 1000)
if old[1] and tonumber(old[1]) >= epoch then epoch = tonumber(old[1]) + 1 end
redis.call('HSET', KEYS[1], 'epoch', string.format('%.0f', epoch), 'edge', ARGV[1], 'version', ARGV[2])
redis.call('PERSIST', KEYS[1])
return {epoch, old[2] or '', tonumber(old[1] or '0'), old[3] or ''}
`)

/**
 * KEYS[1] route; ARGV edge, version, epoch. Answers {held, previous edge, previous epoch, previous version}.
 * A route of the same edge gives way whatever its epoch: it is what a registration left whose answer never arrived.
 */
export const restoreScript = script(`
local old = redis.call('HMGET', KEYS[1], 'epoch', 'edge', 'version')
if old[1] and old[2] ~= ARGV[1] and tonumber(old[1]) >= tonumber(ARGV[3]) then return {0, '', 0, ''} end
redis.call('HSET', KEYS[1], 'epoch', ARGV[3], 'edge', ARGV[1], 'version', ARGV[2])
redis.call('PERSIST', KEYS[1])
return {1, old[2] or '', tonumber(old[1] or '0'), old[3] or ''}
`)

/** KEYS[1] route; ARGV edge, epoch. Compare-and-delete: answers 1 only if the route was this session's. */
export const unregisterScript = script(`
local old = redis.call('HMGET', KEYS[1], 'epoch', 'edge')
if old[1] ~= ARGV[2] or old[2] ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'edge', 'version')
redis.call('PEXPIRE', KEYS[1], ${epochMemoryMs})
return 1
`)

/**
 * KEYS[1] an edge's list; ARGV pairs of field and epoch: listed, or, when the epoch has a minus, dropped unless a newer session of
 * that station replaced it.
 */
export const listScript = script(`
for i = 1, #ARGV, 2 do
  local field, epoch = ARGV[i], ARGV[i + 1]
  if epoch:sub(1, 1) ~= '-' then
    redis.call('HSET', KEYS[1], field, epoch)
  elseif redis.call('HGET', KEYS[1], field) == epoch:sub(2) then
    redis.call('HDEL', KEYS[1], field)
  end
end
return #ARGV / 2
`)
