// Questions that come while others are on their way travel together. A call of gRPC costs both sides more than most questions: a thousand
// stations that come back at once are a few dozen calls.
import { Failure, fail, isFailureCode, toFailure } from '@chargeplane/failure'

/** What became of one question of a batch. */
export interface BatchAnswer<A> {
  answer: A | undefined
  failure: { code: string; message: string; field: string } | undefined
}

export interface GatherOptions<Q, A> {
  /** One question, which is what most of them are outside a storm. */
  ask(question: Q): Promise<A>
  /** Several; resolves with as many answers, in the same order. */
  askAll(questions: Q[]): Promise<readonly BatchAnswer<A>[]>
  /** How long one may take, its wait for others included, ms. */
  deadlineMs: number
}

/** Calls on their way: more than one, so that a server that hangs does not hold up what another could answer. */
const maxCalls = 4
/** How long a question waits for company while another is on its way; the first to come back takes along what has gathered. Ms. */
const lingerMs = 10
const maxPerCall = 100

interface Waiter<Q, A> {
  question: Q
  resolve(answer: A): void
  reject(failure: unknown): void
  /** It has waited long enough. */
  late: boolean
}

/** Asks at once while no call is on its way, and together with others else. Rejects what a call of its own would reject. */
export function gatherQuestions<Q, A>(options: GatherOptions<Q, A>): (question: Q) => Promise<A> {
  let waiting: Waiter<Q, A>[] = []
  let calls = 0
  let linger: NodeJS.Timeout | undefined

  function send(): void {
    clearTimeout(linger)
    linger = undefined
    while (calls < maxCalls && waiting.length > 0) {
      const some = waiting.slice(0, maxPerCall).filter(({ late }) => !late)
      waiting = waiting.slice(maxPerCall)
      if (some.length > 0) void call(some)
    }
  }

  async function call(some: Waiter<Q, A>[]): Promise<void> {
    calls += 1
    try {
      await settle(options, some)
    } catch (error) {
      for (const { reject } of some) reject(error)
    } finally {
      calls -= 1
      send()
    }
  }

  return question =>
    new Promise((resolve, reject) => {
      const waiter: Waiter<Q, A> = { question, late: false, resolve: settled(resolve), reject: settled(reject) }
      const giveUp = () => {
        waiter.late = true
        reject(fail('deadline_exceeded', 'not answered in time'))
      }
      // A loop that is late itself reads first what has arrived meanwhile.
      const timer = setTimeout(() => setImmediate(giveUp), options.deadlineMs)
      function settled<V>(settle: (value: V) => void): (value: V) => void {
        return value => {
          clearTimeout(timer)
          settle(value)
        }
      }
      waiting.push(waiter)
      if (calls === 0) send()
      else linger ??= setTimeout(send, lingerMs)
    })
}

async function settle<Q, A>({ ask, askAll }: GatherOptions<Q, A>, some: readonly Waiter<Q, A>[]): Promise<void> {
  const apart = () =>
    Promise.all(some.map(({ question, resolve, reject }) => ask(question).then(resolve, reject))).then(() => undefined)
  if (some.length === 1) return apart()
  let answers: readonly BatchAnswer<A>[]
  try {
    answers = await askAll(some.map(({ question }) => question))
  } catch (error) {
    // A server of the release before this knows only questions by themselves.
    if (toFailure(error).code === 'not_implemented') return apart()
    throw error
  }
  for (const [i, { resolve, reject }] of some.entries()) {
    const { answer, failure } = answers[i] ?? {}
    if (answer !== undefined) resolve(answer)
    else reject(failureOf(failure))
  }
}

function failureOf(told: BatchAnswer<unknown>['failure']): Failure {
  if (told === undefined) return fail('internal', 'a question of a batch was not answered')
  const code = isFailureCode(told.code) ? told.code : 'internal'
  return new Failure(code, told.message, told.field === '' ? {} : { field: told.field })
}

/** The other side: works each of the questions by itself. Rejects invalid_argument for too many. */
export async function answerEach<Q, A>(
  questions: readonly Q[],
  answer: (question: Q) => Promise<A>,
): Promise<BatchAnswer<A>[]> {
  if (questions.length > maxQuestions) {
    throw fail('invalid_argument', `at most ${maxQuestions} at once`, { field: 'requests' })
  }
  return Promise.all(
    questions.map(async question => {
      try {
        return { answer: await answer(question), failure: undefined }
      } catch (error) {
        const { code, message, field = '' } = toFailure(error)
        return { answer: undefined, failure: { code, message, field } }
      }
    }),
  )
}

const maxQuestions = 1000
