import { type Application, applications } from '#contract/applications'
import { refreshWithout } from '../../api/query-client'
import { paths } from '../../paths'
import { BinIcon, CheckIcon, EditIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { BlockedIcon } from '../../ui/rare-icons'
import { review } from '../../ui/review'
import { refreshApplications } from './applications.queries'
import { applicationsText as text } from './applications.text'

/** What can be done with an application, in lists and on its page. `afterRemoval` leaves the page of what is gone. */
export const applicationActions = (
  realm: string,
  application: Application,
  missing: string | undefined,
  afterRemoval?: () => void | Promise<void>,
): MenuItem[] => [
  ...(afterRemoval
    ? []
    : [
        {
          label: text.actions.edit,
          icon: EditIcon,
          to: paths.editApplication(realm, application.id),
          disabledReason: missing,
        },
      ]),
  application.enabled
    ? {
        label: text.actions.disable,
        icon: BlockedIcon,
        disabledReason: missing,
        onSelect: () => void setEnabled(realm, application, false),
      }
    : {
        label: text.actions.enable,
        icon: CheckIcon,
        disabledReason: missing,
        onSelect: () => void setEnabled(realm, application, true),
      },
  {
    label: text.actions.remove,
    icon: BinIcon,
    danger: true,
    divided: true,
    disabledReason: missing ?? (application.builtIn ? text.cannotRemove : undefined),
    onSelect: () => void removeApplication(realm, application, afterRemoval),
  },
]

/** Both ways many people may be touched, so both are looked at first. */
const setEnabled = (realm: string, { id, name, version, builtIn }: Application, enabled: boolean) => {
  const words = enabled ? text.enable : text.disable
  return review({
    title: words.title(name),
    intro: words.intro,
    remarks: () => builtIn && !enabled && <Remark tone="warning">{text.disable.builtIn}</Remark>,
    endpoint: applications.update,
    input: { params: { realm, applicationId: id }, body: { enabled }, ifMatch: version },
    applyLabel: words.apply,
    danger: !enabled,
    done: <Sentence parts={words.done(name)} />,
    onDone: () => refreshApplications(realm),
  })
}

const removeApplication = (
  realm: string,
  { id, name, version }: Application,
  afterRemoval?: () => void | Promise<void>,
) =>
  review({
    title: text.remove.title(name),
    intro: text.remove.intro,
    endpoint: applications.remove,
    input: { params: { realm, applicationId: id }, ifMatch: version },
    applyLabel: text.remove.apply,
    danger: true,
    done: <Sentence parts={text.remove.done(name)} />,
    onDone: async () => {
      await afterRemoval?.()
      await refreshWithout(['realms', realm], id)
    },
  })
