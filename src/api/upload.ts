import { authHeaders, context } from './context'
import { ApiError, errorFromBody } from './errors'
import type { DocumentCreated } from './types'

export interface Upload {
  done: Promise<DocumentCreated>
  abort: () => void
}

/**
 * Sends one file to the company on screen. XMLHttpRequest, because `fetch` tells no upload progress.
 *
 * `onProgress` gets the sent part, 0 to 1; the server then still reads and indexes the file.
 * Raises (through `done`): ApiError.
 */
export function uploadFile(file: File, onProgress: (part: number) => void): Upload {
  const xhr = new XMLHttpRequest()
  const form = new FormData()
  form.append('file', file)
  form.append('title', file.name.replace(/\.[^.]+$/, ''))
  xhr.open('POST', '/api/documents')
  xhr.responseType = 'json'
  for (const [name, value] of Object.entries(authHeaders('POST', context.companyId))) {
    xhr.setRequestHeader(name, value)
  }
  xhr.upload.onprogress = (event) => {
    if (event.lengthComputable) onProgress(event.loaded / event.total)
  }
  const done = settled(xhr)
  xhr.send(form)
  return { done, abort: () => xhr.abort() }
}

function settled(xhr: XMLHttpRequest): Promise<DocumentCreated> {
  return new Promise((resolve, reject) => {
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) return resolve(xhr.response as DocumentCreated)
      if (xhr.status === 401) context.onUnauthorized()
      reject(errorFromBody(xhr.status, xhr.response, xhr.getResponseHeader('X-Request-ID')))
    }
    xhr.onerror = () => reject(new ApiError('network_error', 'The server cannot be reached'))
    xhr.onabort = () => reject(new ApiError('aborted', 'The upload was stopped'))
  })
}
