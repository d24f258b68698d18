export function observed<T>(_sql: string, run: () => Promise<T>): Promise<T> {
  return run()
}
