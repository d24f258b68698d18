// What a version-neutral command becomes.

/** A CALL in a version's own words, before ids are chosen for it. */
export interface NativeCommand {
  readonly action: string
  readonly payload: object
}
