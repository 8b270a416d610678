import { ref, watch } from 'vue'

import { listDocuments } from '@/api/documents'
import { useUploadsStore } from '@/stores/uploads'
import { useLiveRefresh } from './useLiveStream'
import { useResource } from './useResource'

export const DOCUMENTS_PER_PAGE = 20

/** One page of the company's documents; new uploads appear by themselves. */
export function useDocuments() {
  const page = ref(1)
  const uploads = useUploadsStore()
  const resource = useResource(() => listDocuments(page.value, DOCUMENTS_PER_PAGE))

  watch([page, () => uploads.finished], () => resource.refresh())
  useLiveRefresh(['document'], resource.refresh)
  return { page, ...resource }
}
