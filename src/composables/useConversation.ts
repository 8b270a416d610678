import { computed } from 'vue'

import { addNote, exportPerson, findConversation, getHistory, giveBack, takeOver } from '@/api/conversations'
import { saveFile } from './text'
import { useAction } from './useAction'
import { useLive } from './useLiveStream'
import { useNotify } from './useNotify'
import { useResource } from './useResource'
import { useI18n } from 'vue-i18n'

/** One person's conversation: what was said, who answers, and what staff may do about it; live. */
export function useConversation(userId: string) {
  const { t } = useI18n()
  const { notifyDone } = useNotify()
  const history = useResource(() => getHistory(userId))
  const summary = useResource(() => findConversation(userId))

  const owner = computed(() => summary.data.value?.owner ?? 'bot')
  const refreshAll = () => Promise.all([history.refresh(), summary.refresh()])

  useLive(['message', 'owner', 'handoff', 'emergency'], (news) => {
    if (news.type === 'resync' || news.user_id === userId) void refreshAll()
  })

  /** Taking over can be undone: the notice offers to give it back. */
  const takingOver = useAction(async (hours?: number) => {
    await takeOver(userId, hours)
    notifyDone(t('conversations.takenOver'), t('conversations.takenOverHelp'), {
      label: t('common.undo'),
      run: () => void givingBack.run(),
    })
    await summary.refresh()
  })

  const givingBack = useAction(async () => {
    await giveBack(userId)
    notifyDone(t('conversations.givenBack'))
    await summary.refresh()
  })

  const noting = useAction(async (content: string) => {
    await addNote(userId, content)
    notifyDone(t('conversations.noted'))
    await history.refresh()
  })

  const exporting = useAction(async () => {
    saveFile(`${userId}.json`, JSON.stringify(await exportPerson(userId), null, 2))
  })

  return { history, summary, owner, refreshAll, takingOver, givingBack, noting, exporting }
}
