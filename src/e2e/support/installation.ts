import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
export const PYTHON = process.env.E2E_PYTHON ?? join(ROOT, '.venv/bin/python')
const START_MS = 60_000

/** The real program in its embedded default: own port, own folder, nothing of the surrounding environment. */
export class Installation {
  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<Installation> {
    const folder = mkdtempSync(join(tmpdir(), 'panel-e2e-'))
    const port = await freePort()
    const log = join(folder, 'server.log')
    writeFileSync(log, '')
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      DATABASE_URL: '', // an empty value also keeps a developer's .env out
      REDIS_URL: '',
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
      ADMIN_API_KEY: '',
      INSTANCE_PATH: join(folder, 'instance'),
      PORT: String(port),
      ...settings,
    }
    const child = spawn('/bin/sh', ['-c', 'exec "$0" run.py >> "$1" 2>&1', PYTHON, log], { cwd: ROOT, env })
    const installation = new Installation(`http://127.0.0.1:${port}`, folder, child)
    await installation.untilReady()
    return installation
  }

  get log(): string {
    return readFileSync(join(this.folder, 'server.log'), 'utf8')
  }

  /** Waits for text in the log; the first group of the pattern. */
  async logged(pattern: RegExp): Promise<string> {
    const end = Date.now() + START_MS
    while (Date.now() < end) {
      const found = pattern.exec(this.log)
      if (found) return found[1] ?? found[0]
      await pause(100)
    }
    throw new Error(`never logged: ${pattern}\n${this.log}`)
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const gone = new Promise((resolve) => this.process.once('exit', resolve))
      this.process.kill('SIGTERM')
      await Promise.race([gone, pause(5_000).then(() => this.process.kill('SIGKILL'))])
    }
    rmSync(this.folder, { recursive: true, force: true })
  }

  private async untilReady(): Promise<void> {
    const end = Date.now() + START_MS
    while (Date.now() < end && this.process.exitCode === null) {
      if (await fetch(`${this.url}/api/health/ready`).then((r) => r.ok, () => false)) return
      await pause(150)
    }
    const { log } = this
    await this.stop()
    throw new Error(`the program did not start:\n${log}`)
  }
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
