import { systemContext } from '../../changes/batch'
import { chainOf, lockChain } from '../../changes/events.store'
import type { Deps, RealmCtx } from '../../context'
import type { JobInWork } from '../../jobs/lease'
import { identityLists } from '../identities/identity-lists'
import { peopleService } from '../identities/people.service'
import { mailService } from '../mail/mail.service'
import { secondStepMail } from '../mail/mail.text'
import { realmService } from '../realms/realms.service'
import { REMINDED_MS } from './reminders.service'

/** How many people are written to at once. */
const SLICE = 50

/** What `remind` has asked for. */
interface Wish {
  accountId: string
  realmId: string
  by: string
  from: string | null
  now: number
}

/** Writes to everybody who is active and has no second step. Done twice, it finds that they were written to. */
export async function remindPeople(deps: Deps, payload: Record<string, unknown>, job: JobInWork): Promise<void> {
  // Written by us.
  const wish = payload as unknown as Wish
  const ctx: RealmCtx = { ...systemContext(deps, wish.accountId), realm: { id: wish.realmId, name: '' } }
  const everyone = identityLists.everyone(ctx, { status: 'active', secondStep: 'none' }, SLICE)
  for await (const rows of everyone) {
    job.goOn()
    const ids = rows.map(({ id }) => id)
    await writeTo(ctx, wish, ids)
    // Others get their turn between slices.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function writeTo(ctx: RealmCtx, { by, from, now }: Wish, ids: readonly string[]): Promise<void> {
  await ctx.db.write.transaction().execute(async (tx) => {
    // Another process may be at it, or somebody may have changed them.
    await lockChain(tx, chainOf(ctx.account.id), ctx.db.engine)
    const realm = await realmService.nameForPeople(tx, ctx)
    const written = await mailService.writtenTo(tx, 'second-step', ids, now - REMINDED_MS)
    const letters = (await peopleService.among(tx, ctx.realm.id, ids)).flatMap((person) => {
      const { id, email, status, second_step, username } = person
      if (email === null || status !== 'active' || second_step !== 0 || written.has(id)) return []
      const text = secondStepMail({ by, realm, name: peopleService.nameOf(person), username, from })
      return [{ identityId: id, recipient: email, text }]
    })
    await mailService.queueAll(tx, ctx, 'second-step', letters)
  })
}
