// Which statements a pool's connections keep prepared: parsing and planning one again costs PostgreSQL more than a look-up by key does.
//
// A statement is named once it was seen several times, so that one that is built anew for each call never fills the memory of the server. What that asks
// of the rest: a plan is made for the tables as they were, which is why connections are closed after so many uses (a plan made for an empty table
// must not outlive its growth for long), and a migration under a running service makes it void, which is an `unavailable` that a repetition heals.

export interface Statements {
  /** The name under which a connection is to prepare this text; undefined for what is not worth it. */
  nameOf(sql: string): string | undefined
  /** What was prepared is void: the next uses prepare it anew, under other names. */
  forget(): void
  /** Whoever is between us and the server does not keep prepared statements: no more names. */
  giveUp(): void
}

/** A statement is prepared with this use of it. */
const worthwhile = 3
/** Texts that are counted at the same time; statements are constants of the code, so more means that some are built. */
const maxCounted = 1000

/** At most `limit` names; 0: none. */
export function preparedStatements(limit: number): Statements {
  const names = new Map<string, string>()
  const uses = new Map<string, number>()
  let allowed = limit
  let made = 0

  function count(sql: string): number {
    // Constants of the code are seen again soon; what is built is not, and goes.
    if (uses.size >= maxCounted) uses.clear()
    const seen = (uses.get(sql) ?? 0) + 1
    uses.set(sql, seen)
    return seen
  }

  return {
    nameOf(sql) {
      const known = names.get(sql)
      if (known !== undefined || names.size >= allowed) return known
      if (count(sql) < worthwhile) return undefined
      const name = `s${++made}`
      names.set(sql, name)
      uses.delete(sql)
      return name
    },
    forget() {
      names.clear()
    },
    giveUp() {
      allowed = 0
      names.clear()
    },
  }
}
