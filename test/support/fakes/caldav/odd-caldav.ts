import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is odd about the server. */
export type Oddities = {
  /** Gives no ETag in answer to a PUT, and rewrites what it was given (RFC 4791 §5.3.4). */
  silentEtag?: boolean
  /** Names resources as it likes, by their UID. */
  renames?: boolean
  /** Tells at most so many matches, and 507 for the rest. */
  most?: number
  /** Beside each good propstat a 404 with the same names, empty. */
  secondPropstat?: boolean
  /** Leaves calendar-data out of what it is asked for many at once. */
  noData?: boolean
  /** Where the principal, the home or an event is said to be. */
  principalAt?: string
  homeAt?: string
  eventAt?: string
  /** Breaks over a query with a time range. */
  breaksOverRanges?: boolean
  /** Nothing in the calendar takes time. */
  transparent?: boolean
  /** There is a calendar more, at an address that is no text, which has no name. */
  nameless?: boolean
  /** How the calendar explains its zone. */
  zone?: string
  /** So many matches are told of in one, with as many properties. */
  sharing?: number
  putAnswers?: number
  password?: string
}

export type OddCalDav = {
  address: string
  calendarAddress: string
  odd: Oddities
  /** Name and text of each resource. */
  resources: Map<string, string>
  asked: { method: string; path: string; authorization: string | undefined }[]
  stop: () => Promise<void>
}

const home = '/dav/home/'
const calendarPath = `${home}work/`

/** A small CalDAV server that can be as odd as servers are; good for one account with one calendar. */
export async function startOddCalDav(odd: Oddities = {}): Promise<OddCalDav> {
  const resources = new Map<string, string>()
  const asked: OddCalDav['asked'] = []
  const versions = new Map<string, number>()
  const server = createServer((request, response) => {
    const { method = '', url: path = '/', headers } = request
    asked.push({ method, path, authorization: headers.authorization })
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      if (odd.password !== undefined && headers.authorization !== `Basic ${btoa(`ana:${odd.password}`)}`)
        return void response.writeHead(401).end()
      if (path === '/.well-known/caldav') return void response.writeHead(301, { location: '/dav/' }).end()
      if (method === 'PROPFIND') {
        const found = described(path, headers['depth'] === '1')
        return found.length > 0 ? answerAll(response, found) : void response.writeHead(404).end()
      }
      if (method === 'REPORT') return report(response, body)
      if (method === 'PUT') return put(response, path, body, headers['if-none-match'])
      const name = decodeURIComponent(path.slice(calendarPath.length))
      const text = resources.get(name)
      if (text === undefined) return void response.writeHead(404).end()
      if (method === 'DELETE') resources.delete(name)
      response.writeHead(200, { ...(!odd.silentEtag && { etag: etagOf(name) }) }).end(text)
    })
  })

  const etagOf = (name: string) => `"${versions.get(name) ?? 0}"`
  const addressOf = (name: string) => odd.eventAt ?? `${calendarPath}${encodeURIComponent(name)}`

  function described(path: string, deep: boolean): string[] {
    const principal = `<D:current-user-principal><D:href>${odd.principalAt ?? '/dav/me/'}</D:href></D:current-user-principal>`
    const homes = `<C:calendar-home-set><D:href>${odd.homeAt ?? home}</D:href></C:calendar-home-set>`
    const kind = '<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>'
    const tag = `<CS:getctag>${[...versions.values()].join('-')}</CS:getctag>`
    const free = odd.transparent
      ? '<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>'
      : ''
    const zone = odd.zone === undefined ? '' : `<C:calendar-timezone>${odd.zone}</C:calendar-timezone>`
    const work = resource(
      calendarPath,
      `${kind}<D:displayname>Work</D:displayname>${tag}${principal}${free}${zone}`,
    )
    const tasks = `${kind}<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>`
    if (path === '/dav/') return [resource(path, principal)]
    if (path === '/dav/me/') return [resource(path, homes)]
    if (path === home && deep)
      return [
        resource(home, '<D:resourcetype><D:collection/></D:resourcetype>'),
        work,
        resource(`${home}tasks/`, tasks),
        ...(odd.nameless ? [resource(`${home}%ff/`, kind)] : []),
      ]
    if (path === calendarPath) return [work]
    const name = decodeURIComponent(path.slice(calendarPath.length))
    return resources.has(name) ? [resource(path, `<D:getetag>${etagOf(name)}</D:getetag>`)] : []
  }

  function report(response: ServerResponse, body: string): void {
    const wanted = [...body.matchAll(/<D:href>[^<]*\/([^<]+)<\/D:href>/g)].map(([, name = '']) =>
      decodeURIComponent(name),
    )
    if (body.includes('calendar-multiget')) return answerAll(response, wanted.map(whole))
    if (odd.sharing !== undefined) {
      const hrefs = Array.from(
        { length: odd.sharing },
        (_, index) => `<D:href>${calendarPath}${index}.ics</D:href>`,
      )
      const shared = resource(calendarPath, '<D:x/>'.repeat(odd.sharing))
      return answerAll(response, [shared.replace('</D:href>', `</D:href>${hrefs.join('')}`)])
    }
    const range = /start="(\d{8})T\d{6}Z" end="(\d{8})/.exec(body)
    if (range && odd.breaksOverRanges) return void response.writeHead(500).end()
    const uid = /<C:text-match[^>]*>([^<]*)</.exec(body)?.[1]?.replaceAll('&#64;', '@')
    const found = [...resources].filter(([, text]) => {
      const day = /DTSTART[^:]*:(\d{8})/.exec(text)?.[1] ?? ''
      return uid === undefined
        ? !range || (day >= (range[1] ?? '') && day <= (range[2] ?? ''))
        : text.includes(uid)
    })
    const told = found
      .slice(0, odd.most)
      .map(([name]) => resource(addressOf(name), `<D:getetag>${etagOf(name)}</D:getetag>`))
    const cut = `<D:response><D:href>${calendarPath}</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>`
    answerAll(response, told.length < found.length ? [...told, cut] : told)
  }

  function whole(name: string): string {
    const text = resources.get(name)
    if (text === undefined)
      return `<D:response><D:href>${addressOf(name)}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>`
    const data = odd.noData ? '' : `<C:calendar-data><![CDATA[${text}]]></C:calendar-data>`
    return resource(addressOf(name), `<D:getetag>${etagOf(name)}</D:getetag>${data}`)
  }

  function put(response: ServerResponse, path: string, text: string, ifNoneMatch: string | undefined): void {
    if (odd.putAnswers !== undefined) return void response.writeHead(odd.putAnswers).end()
    const uid = /^UID:(.*)$/m.exec(text)?.[1]?.trim() ?? ''
    const name = odd.renames
      ? `renamed-${uid.length}.ics`
      : decodeURIComponent(path.slice(calendarPath.length))
    if (ifNoneMatch === '*' && resources.has(name)) return void response.writeHead(412).end()
    resources.set(name, odd.silentEtag ? text.replace('END:VEVENT', 'X-SERVER:was here\r\nEND:VEVENT') : text)
    versions.set(name, (versions.get(name) ?? 0) + 1)
    response.writeHead(201, odd.silentEtag || odd.renames ? {} : { etag: etagOf(name) }).end()
  }

  function resource(path: string, properties: string): string {
    const empty =
      '<D:propstat><D:prop><D:getetag/><D:displayname/><CS:getctag/><C:calendar-data/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>'
    return `<D:response><D:href>${path}</D:href>${odd.secondPropstat ? empty : ''}<D:propstat><D:prop>${properties}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    address,
    calendarAddress: new URL(calendarPath, address).href,
    odd,
    resources,
    asked,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answerAll(response: ServerResponse, parts: readonly string[]): void {
  const spaces =
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'
  response.writeHead(207, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0"?><D:multistatus ${spaces}>${parts.join('')}</D:multistatus>`)
}
