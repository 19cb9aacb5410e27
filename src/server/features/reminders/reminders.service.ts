import type { PeopleCounts } from '#contract/changes'
import type { SecondStepReminderInput, SecondStepReminders } from '#contract/settings'
import { change } from '../../changes/change'
import type { RealmCtx } from '../../context'
import { addJob } from '../../jobs/jobs.store'
import { mailService } from '../mail/mail.service'
import { remindersStore } from './reminders.store'

/** For so long nobody is reminded again. */
export const REMINDED_MS = 24 * 3_600_000

export const remindersService = {
  /** The mails are written by a job, a few at a time: there may be a million of them. */
  async remind(ctx: RealmCtx, { from = null }: SecondStepReminderInput): Promise<SecondStepReminders> {
    // Looked for before and after: what ends while people are counted has written to those whom the count missed.
    const wasUnderway = await remindersStore(ctx.db.read).isUnderway(ctx.realm.id)
    const found = await remindersStore(ctx.db.heavy).count(ctx.realm.id, ctx.now - REMINDED_MS)
    return change(ctx, async (tx) => {
      const people = countsOf(found, wasUnderway || (await remindersStore(tx.sql).isUnderway(ctx.realm.id)))
      tx.counted(people)
      if (people.done > 0) {
        const payload = { accountId: ctx.account.id, realmId: ctx.realm.id, by: ctx.actor.name, from, now: ctx.now }
        await addJob(tx.sql, { kind: 'second-step', payload, runAt: ctx.now, now: ctx.now })
        tx.record('realm.second_steps_asked_for', { params: { people: people.done, total: people.total } })
      }
      return { people, mail: mailService.stateOf(ctx) }
    })
  },
}

/** `underway`: whoever is not written to yet is about to be. */
function countsOf(
  { total, noEmail, reminded }: { total: number; noEmail: number; reminded: number },
  underway: boolean,
): PeopleCounts {
  const done = underway ? 0 : total - noEmail - reminded
  const skipped = [
    { reason: 'no_email', count: noEmail, sample: [] },
    { reason: 'throttled', count: total - noEmail - done, sample: [] },
  ]
  return { total, done, skipped: skipped.filter(({ count }) => count > 0) }
}
