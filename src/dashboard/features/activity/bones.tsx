import { uiText } from '../../ui/ui.text'
import { activityText } from './activity.text'
import tableClasses from '../../ui/data-table.module.css'
import classes from './activity.module.css'

const widths = ['52%', '67%', '44%', '60%', '49%']

/** The shape of sentences that are on their way. */
export const SentenceBones = () => (
  <div className={classes.bones} role="status" aria-label={uiText.loading(activityText.title)}>
    {widths.map((width) => (
      <span key={width} className={tableClasses.bone} style={{ inlineSize: width }} />
    ))}
  </div>
)
