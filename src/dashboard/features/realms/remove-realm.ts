import { type Realm, realms } from '#contract/realms'
import { review } from '../../ui/review'
import { forgetRealm } from './realms.queries'
import { realmsText } from './realms.text'

const text = realmsText.remove

/** Shows what goes and who loses what, and asks for the realm's name, since a realm takes everything with it. */
export const removeRealm = (
  realm: Pick<Realm, 'name' | 'version'>,
  leave: () => void | Promise<void> = () => undefined,
): Promise<boolean> =>
  review({
    title: text.title(realm.name),
    intro: text.intro,
    endpoint: realms.remove,
    input: { params: { realm: realm.name }, ifMatch: realm.version },
    applyLabel: text.apply,
    danger: true,
    typeName: realm.name,
    done: text.done,
    onDone: async () => {
      await leave()
      await forgetRealm(realm.name)
    },
  })
