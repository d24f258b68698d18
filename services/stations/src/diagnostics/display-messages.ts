// Messages that stations have been given to display.
import type { Queryable } from '@chargeplane/database'
import { DisplayMessage } from '@chargeplane/proto/ocpp/v1/display'
import { stamp } from '../events/facts.ts'
import { type Source, storable } from '../events/origin.ts'

/** Keeps what the newest (epoch, sequence) says of each message. */
export async function keepMessages(tx: Queryable, source: Source, messages: readonly DisplayMessage[]): Promise<void> {
  const rows = [...new Map(messages.map(message => [message.messageId, message])).values()]
  if (rows.length === 0) return
  await tx.query(
    `INSERT INTO display_messages AS d (tenant, station_key, epoch, sequence, reported_at, message_id, priority, message)
     SELECT $1, $2, $3, $4, $5, r.* FROM unnest($6::bigint[], $7::text[], $8::text[]) AS r
     ON CONFLICT (tenant, station_key, message_id) DO UPDATE SET
       epoch = excluded.epoch, sequence = excluded.sequence, reported_at = excluded.reported_at, priority = excluded.priority,
       message = excluded.message, is_set = true
     WHERE (d.epoch, d.sequence) < (excluded.epoch, excluded.sequence)`,
    [
      ...stamp(source),
      source.receivedAt,
      rows.map(row => row.messageId),
      rows.map(row => storable(row.priority)),
      rows.map(row => storable(JSON.stringify(DisplayMessage.toJSON(row)))),
    ],
  )
}

const drop = `UPDATE display_messages SET is_set = false, epoch = $3, sequence = $4, reported_at = $5
  WHERE tenant = $1 AND station_key = $2 AND (epoch, sequence) < ($3::bigint, $4::bigint)`

/** The station has this one no more (O05). */
export async function dropMessage(tx: Queryable, source: Source, messageId: bigint): Promise<void> {
  await tx.query(`${drop} AND message_id = $6`, [...stamp(source), source.receivedAt, messageId])
}

/** The station has none at all (O03.FR.06). */
export async function dropAllMessages(tx: Queryable, source: Source): Promise<void> {
  await tx.query(drop, [...stamp(source), source.receivedAt])
}

/** A message that is always in front takes the place of the one before it (O01.FR.16). */
export async function dropOthersInFront(tx: Queryable, source: Source, messageId: bigint): Promise<void> {
  const others = `${drop} AND priority = 'AlwaysFront' AND message_id <> $6`
  await tx.query(others, [...stamp(source), source.receivedAt, messageId])
}
