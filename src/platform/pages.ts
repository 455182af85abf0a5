import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { App } from './app.ts'
import { isKnown } from './etag.ts'
import { type Html, html } from './html.ts'
import { missing } from './refusal.ts'

const webFolder = join(import.meta.dirname, '..', '..', 'dist', 'web')
const permissions = 'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()'

/** A page that is written before any script runs. `head` holds what link previews and search engines read. */
export type WrittenPage = { title: string; head: Html; content: Html }

/** Headers of every page: nothing runs, loads or frames that is not ours (CSP level 3). */
export function pageHeaders(nonce: string): Record<string, string> {
  return {
    'content-security-policy': [
      `default-src 'self'`,
      `script-src 'self'`,
      `style-src 'self' 'nonce-${nonce}'`,
      `img-src 'self' blob: data:`,
      `font-src 'self'`,
      `media-src 'self' blob:`,
      `connect-src 'self'`,
      `object-src 'none'`,
      `base-uri 'none'`,
      `form-action 'self'`,
      `frame-ancestors 'none'`,
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // Addresses carry tokens and ids; nothing here is for a search engine.
    'x-robots-tag': 'noindex',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': permissions,
  }
}

type PageChoice = {
  /** Search engines may list it. */
  isListed?: boolean
  /** Any site may show it in a frame. */
  mayBeFramed?: boolean
}

/**
 * Sends the app's own page with something to read in it, until the app runs and takes over. Who has it already is told only
 * that nothing has changed, and keeps the policy of the first answer with its nonce.
 */
export function sendAppPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: WrittenPage,
  { isListed = false }: Pick<PageChoice, 'isListed'> = {},
): string {
  const text = appPage()
    .replace(usualTitle, () => headOf(page))
    .replace('<div id="root"></div>', () => `<div id="root">${page.content.toString()}</div>`)
  if (isUnchanged(request, reply, text)) return ''
  const nonce = randomBytes(16).toString('base64')
  reply.headers(pageHeaders(nonce))
  if (isListed) reply.removeHeader('x-robots-tag')
  return text.replace('__CSP_NONCE__', nonce)
}

/** Sends a page that looks like the app and runs no script. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: WrittenPage,
  { isListed = false, mayBeFramed = false }: PageChoice = {},
): string {
  // Asked for as this page’s own: in a sandboxed frame it has no origin that could be allowed.
  const looks = appPage().match(lookOfPage) ?? []
  const text = `<!doctype html>
<html lang="en">
<head>
${looks.join('\n').replaceAll(' crossorigin', '')}
${headOf(page)}
</head>
<body>${page.content.toString()}</body>
</html>
`
  if (isUnchanged(request, reply, text)) return ''
  reply.headers({ ...pageHeaders(''), 'content-security-policy': scriptlessPolicy(mayBeFramed) })
  if (isListed) reply.removeHeader('x-robots-tag')
  return text
}

const usualTitle = '<title>Parley</title>'
const lookOfPage =
  /<link rel="(?:stylesheet|icon)"[^>]*>|<meta (?:charset|name="(?:viewport|color-scheme|theme-color)")[^>]*>/g
let appPageText: string | undefined
let emptyPageText: string | undefined

// Without what only the empty page says of itself.
function appPage(): string {
  appPageText ??= emptyPage()
    .replace(/<meta name="description"[^>]*>/, '')
    .replace(/<noscript>.*<\/noscript>/s, '')
  return appPageText
}

function emptyPage(): string {
  return (emptyPageText ??= readFileSync(join(webFolder, 'index.html'), 'utf8'))
}

function headOf({ title, head }: WrittenPage): string {
  return html`<title>${title}</title>
${head}`.toString()
}

function isUnchanged(request: FastifyRequest, reply: FastifyReply, text: string): boolean {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  reply.headers({ etag: tag, vary: 'cookie', 'cache-control': 'private, no-cache' })
  reply.type('text/html; charset=utf-8')
  const isSame = reply.statusCode === 200 && isKnown(request.headers['if-none-match'], tag)
  if (isSame) reply.code(304)
  return isSame
}

function scriptlessPolicy(mayBeFramed: boolean): string {
  return [
    `default-src 'none'`,
    `style-src 'self'`,
    `img-src 'self'`,
    `font-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    // `*` would mean every site with an address: what is framed in a sandbox or a file has none (CSP level 3, §6.4.2.1).
    ...(mayBeFramed ? [] : [`frame-ancestors 'none'`]),
  ].join('; ')
}

/** Answers every address that nothing else answers with the web app, and its files below /assets. */
export async function serveWeb(app: App, server: FastifyInstance): Promise<void> {
  // Now and not when it is first asked for: it names the files that are there as the server starts.
  emptyPage()
  await server.register(serveAssets)
  await serveFixed(server, '/push-worker.js', 'text/javascript; charset=utf-8')
  await serveFixed(server, '/icon.png', 'image/png')
  server.setNotFoundHandler(async (request, reply) => {
    if (!isPageAsked(request)) throw missing()
    return sendEmptyPage(reply)
  })
  app.log.debug({ webFolder }, 'serving the web app')
}

const notPages = /^\/(?:api|assets|hooks|oauth)(?:[/?]|$)/

/** Whether somebody looks at an address as a person does, and not a program. */
export function isPageAsked({ method, url }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && !notPages.test(url)
}

/** Sends the app's own page as it is; the app finds out by itself what stands at the address. */
export function sendEmptyPage(reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .headers({ ...pageHeaders(nonce), 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(emptyPage().replaceAll('__CSP_NONCE__', nonce))
}

// By the names they were built under alone: nothing else below this address is looked for on the disk.
async function serveAssets(server: FastifyInstance): Promise<void> {
  const root = join(webFolder, 'assets')
  const prefix = '/assets/'
  const names = new Set(readdirSync(root))
  server.addHook('onRequest', async ({ url }) => {
    const [path = ''] = url.split('?')
    if (!names.has(path.slice(prefix.length))) throw missing()
  })
  await server.register(fastifyStatic, {
    root,
    prefix,
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
    setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
  })
}

// Under the same address for ever, so every use asks whether it is still the same. A worker that nothing may be loaded into.
async function serveFixed(server: FastifyInstance, path: string, type: string): Promise<void> {
  const content = readFileSync(join(webFolder, path))
  const tag = `"${createHash('sha256').update(content).digest('base64url')}"`
  const headers = {
    'content-security-policy': `default-src 'none'`,
    'cache-control': 'no-cache',
    etag: tag,
  }
  server.get(path, { schema: { hide: true } }, async (request, reply) => {
    reply.headers(headers).type(type)
    return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send() : reply.send(content)
  })
}
