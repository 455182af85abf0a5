import type { AddressInfo, Socket } from 'node:net'
import type { Readable } from 'node:stream'

import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** A mail as it arrived: read, and as it stood on the wire. */
export type Arrived = { mail: ParsedMail; raw: string; to: string[] }

/** A real SMTP server that can be away and misbehave. */
export type MailServer = {
  inbox: Arrived[]
  url: () => string
  open: () => Promise<void>
  close: () => Promise<void>
  /** Refuses an address with this code, until it is null again. */
  refuse: (address: string, code: number | null) => void
  /** Takes the next mails in, and is gone before it says so. */
  dropAfterData: (drops: boolean) => void
  /** Takes the next mails in, and says nothing until whoever sent them is gone. */
  holdAfterData: (holds: boolean) => void
}

/** Opens one on a free port; it comes back on the same. */
export async function startMailServer(): Promise<MailServer> {
  const inbox: Arrived[] = []
  const refused = new Map<string, number>()
  let drops = false
  let holds = false
  let port = 0
  let server = make()
  await listen()
  return {
    inbox,
    url: () => `smtp://127.0.0.1:${port}`,
    async open() {
      server = make()
      await listen()
    },
    close: () => new Promise((resolve) => server.close(resolve)),
    refuse: (address, code) => void (code === null ? refused.delete(address) : refused.set(address, code)),
    dropAfterData: (wanted) => void (drops = wanted),
    holdAfterData: (wanted) => void (holds = wanted),
  }

  function make(): SMTPServer {
    return new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      // The product keeps its connection open; a server that goes away does not wait for it.
      closeTimeout: 100,
      onRcptTo({ address }, _session, done) {
        const code = refused.get(address)
        if (code === undefined) return done()
        done(Object.assign(new Error('No such mailbox'), { responseCode: code }))
      },
      onData(stream, session, done) {
        void take(stream, session, done)
      },
    })
  }

  async function take(
    stream: Readable,
    session: SMTPServerSession,
    done: (error?: Error) => void,
  ): Promise<void> {
    try {
      await keep(stream, session)
    } catch (error) {
      // Whoever is killed while it sends has sent nothing.
      return done(error instanceof Error ? error : undefined)
    }
    if (drops) cut(server, session)
    else if (!holds) done()
  }

  async function keep(stream: Readable, session: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    const raw = Buffer.concat(chunks).toString('utf8')
    inbox.push({
      mail: await simpleParser(raw),
      raw,
      to: session.envelope.rcptTo.map(({ address }) => address),
    })
  }

  function listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        port = (server.server.address() as AddressInfo).port
        // What breaks on a connection later is part of the test.
        server.removeListener('error', reject).on('error', () => undefined)
        resolve()
      })
    })
  }
}

// The line is cut where only the client still waits: for the answer to its mail.
function cut(server: SMTPServer, { id }: SMTPServerSession): void {
  const lines = (server as unknown as { connections: Set<{ id: string; _socket: Socket }> }).connections
  for (const line of lines) if (line.id === id) line._socket.destroy()
}
