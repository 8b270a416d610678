import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import type { ApiError } from '@/api/errors'
import { uploadFile } from '@/api/upload'

const AT_ONCE = 2 // more only makes the server index them one after another

export interface UploadItem {
  id: number
  file: File
  status: 'waiting' | 'sending' | 'indexing' | 'done' | 'error'
  progress: number // percent of the bytes sent
  chunks: number | null
  error: ApiError | null
}

/** Files on their way into the knowledge of the company on screen; they go on while one looks at other views. */
export const useUploadsStore = defineStore('uploads', () => {
  const items = ref<UploadItem[]>([])
  const finished = ref(0) // grows with every indexed file: lists watch it to refresh
  const aborts = new Map<number, () => void>()
  let nextId = 1

  const active = computed(() => items.value.filter((i) => i.status !== 'done' && i.status !== 'error').length)

  function add(files: Iterable<File>): void {
    for (const file of files) {
      items.value.push({ id: nextId++, file, status: 'waiting', progress: 0, chunks: null, error: null })
    }
    startNext()
  }

  function startNext(): void {
    const running = items.value.filter((i) => i.status === 'sending' || i.status === 'indexing').length
    const waiting = items.value.filter((i) => i.status === 'waiting').slice(0, AT_ONCE - running)
    for (const item of waiting) void send(item)
  }

  async function send(item: UploadItem): Promise<void> {
    item.status = 'sending'
    const upload = uploadFile(item.file, (part) => {
      item.progress = Math.round(part * 100)
      if (part >= 1 && item.status === 'sending') item.status = 'indexing'
    })
    aborts.set(item.id, upload.abort)
    try {
      const document = await upload.done
      Object.assign(item, { status: 'done', progress: 100, chunks: document.chunk_count })
      finished.value++
    } catch (error) {
      Object.assign(item, { status: 'error', error: error as ApiError })
    } finally {
      aborts.delete(item.id)
      startNext()
    }
  }

  function retry(item: UploadItem): void {
    Object.assign(item, { status: 'waiting', progress: 0, error: null })
    startNext()
  }

  function remove(item: UploadItem): void {
    aborts.get(item.id)?.()
    items.value = items.value.filter((other) => other.id !== item.id)
  }

  function reset(): void {
    const running = [...aborts.values()]
    items.value = []
    running.forEach((abort) => abort())
    aborts.clear()
  }

  return { items, finished, active, add, retry, remove, reset }
})
