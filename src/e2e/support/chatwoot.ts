import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'

import { PYTHON, ROOT } from './installation'

/** The repository's Chatwoot double in a process of its own, spoken to in lines of JSON. */
export class Chatwoot {
  private constructor(
    private readonly process: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
    private readonly reader: Interface,
    readonly baseUrl: string,
    readonly token: string,
  ) {}

  static async start(): Promise<Chatwoot> {
    const child = spawn(PYTHON, ['-m', 'tests.stubs.chatwoot_server'], { cwd: ROOT })
    child.stderr.pipe(process.stderr)
    const reader = createInterface({ input: child.stdout })
    const lines = reader[Symbol.asyncIterator]()
    const hello = JSON.parse((await lines.next()).value as string) as { base_url: string; token: string }
    return new Chatwoot(child, lines, reader, hello.base_url, hello.token)
  }

  connect = (url: string, secret: string) => this.ask({ do: 'connect', url, secret })
  open = (accountId: number) => this.ask<{ conversation: number; user_id: string }>({ do: 'open', account_id: accountId })
  say = (conversation: number, text: string) => this.ask<{ statuses: number[] }>({ do: 'say', conversation, text })
  replies = (conversation: number) => this.ask<{ replies: string[]; status: string }>({ do: 'replies', conversation })

  stop(): void {
    this.process.stdin.end()
    this.reader.close()
  }

  private async ask<T>(order: Record<string, unknown>): Promise<T> {
    this.process.stdin.write(`${JSON.stringify(order)}\n`)
    return JSON.parse((await this.lines.next()).value as string) as T
  }
}
