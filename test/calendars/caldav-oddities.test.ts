import { afterEach, describe, expect, test } from 'vitest'

import type { WantedEvent } from '#calendars/event.ts'
import { createCalDav } from '#calendars/providers/caldav.ts'
import { addressIn, nameIn } from '#calendars/providers/caldav-client.ts'
import { parseXml, XmlRefused } from '#calendars/providers/caldav-xml.ts'
import { type OddCalDav, type Oddities, startOddCalDav } from '#test/support/fakes/caldav/odd-caldav.ts'
import { DAY, HOUR } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

const start = Date.parse('2026-11-05T15:00:00Z')
const window: Interval = [start - 30 * DAY, start + 60 * DAY]
const provider = createCalDav({ allowPrivateNets: ['127.0.0.1'] })
const soon = () => AbortSignal.timeout(10_000)
const wanted: WantedEvent = {
  uid: 'meeting-1@talk.example',
  sequence: 0,
  startsAt: start,
  endsAt: start + HOUR,
  timeZone: 'Europe/Lisbon',
  title: 'Plans',
  attendees: [],
  joinUrl: 'https://talk.example/join/abc',
  note: '',
}

const running: OddCalDav[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

async function odd(oddities: Oddities = {}) {
  const server = await startOddCalDav(oddities)
  running.push(server)
  const access = { address: server.address, userName: 'ana', password: 'secret', scopes: '' }
  const calendar = { externalId: server.calendarAddress, timeZone: 'Europe/Lisbon', canWrite: true }
  return { server, access, calendar }
}

function fill({ resources }: OddCalDav, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const day = new Date(start + index * DAY).toISOString().slice(0, 10).replaceAll('-', '')
    resources.set(
      `event ${index}.ics`,
      `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:${index}@x\r\nDTSTART:${day}T090000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
    )
  }
}

describe('what servers do', () => {
  test.each<[string, Oddities]>([
    ['nothing odd', {}],
    ['a second propstat with a 404 and empty values', { secondPropstat: true }],
    ['matches cut off with a 507', { most: 3 }],
    ['no data for many at once', { noData: true }],
    ['an error over time ranges', { breaksOverRanges: true }],
  ])('%s: everything is read', async (_, oddities) => {
    const { server, access, calendar } = await odd(oddities)
    fill(server, 10)
    expect(await provider.listCalendars(access, soon())).toEqual([
      {
        externalId: server.calendarAddress,
        name: 'Work',
        timeZone: null,
        isPrimary: false,
        canWrite: true,
        conference: null,
      },
    ])
    const events = await provider.readEvents(access, calendar, window, soon())
    expect(events.map(({ startsAt }) => startsAt).sort((one, other) => one - other)).toEqual(
      Array.from({ length: 10 }, (__, index) => start - 6 * HOUR + index * DAY),
    )
    for (const { etag } of events) expect(etag).toBe('"0"')
  })

  test('a cut that does not end is trouble, never a part', async () => {
    const { server, access, calendar } = await odd({ most: 0 })
    fill(server, 2)
    await expect(provider.readEvents(access, calendar, window, soon())).rejects.toMatchObject({
      kind: 'unavailable',
    })
  })

  test.each([
    ['breaks off', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTART:20261105T090000Z\r\n'],
    ['is none', '<html>\r\nDTSTART:20261105T090000Z\r\n</html>\r\n'],
  ])('an object that %s is trouble, never free time, and none of our events', async (_, text) => {
    const { server, access, calendar } = await odd()
    fill(server, 2)
    server.resources.set('broken.ics', text)
    const unknown = { name: 'ProviderTrouble', kind: 'unavailable' }
    await expect(provider.readEvents(access, calendar, window, soon())).rejects.toMatchObject(unknown)
    await expect(provider.findCopy(access, calendar, wanted, soon())).rejects.toMatchObject(unknown)
  })

  test('a calendar that takes no time takes none', async () => {
    const { server, access, calendar } = await odd({ transparent: true })
    fill(server, 1)
    expect((await provider.readEvents(access, calendar, window, soon())).map(({ busy }) => busy)).toEqual([
      null,
    ])
  })

  test.each<[string, Oddities]>([
    ['no ETag for what was written', { silentEtag: true }],
    ['names of its own', { renames: true }],
    ['both', { silentEtag: true, renames: true }],
  ])('%s: written, moved and removed, one event', async (_, oddities) => {
    const { server, access, calendar } = await odd(oddities)
    const ref = await provider.writeEvent(access, calendar, { key: 'k', wanted, known: null }, soon())
    if (ref === 'removed') throw new Error('It is there')
    expect(ref.etag).toBe('"1"')
    const later = { ...wanted, startsAt: start + HOUR, endsAt: start + 2 * HOUR }
    const again = await provider.writeEvent(
      access,
      calendar,
      { key: 'k', wanted: later, known: null },
      soon(),
    )
    expect(again).toEqual({ externalId: ref.externalId, etag: '"2"' })
    const read = await provider.readEvents(access, calendar, window, soon())
    expect(read).toEqual([expect.objectContaining({ ...(again as object), startsAt: start + HOUR })])
    await provider.removeEvent(access, calendar, ref, soon())
    expect(server.resources.size).toBe(0)
    expect(await provider.readEvent(access, calendar, ref.externalId, soon())).toBe('gone')
  })

  test.each([
    [507, 'rejected'],
    [413, 'rejected'],
    [403, 'rejected'],
    [503, 'unavailable'],
    [301, 'unavailable'],
  ])('%i to a PUT is %s', async (putAnswers, kind) => {
    const { access, calendar } = await odd({ putAnswers })
    const copy = { key: 'k', wanted, known: null }
    await expect(provider.writeEvent(access, calendar, copy, soon())).rejects.toMatchObject({ kind })
  })

  test('a password that is taken back asks for another', async () => {
    const { server, access, calendar } = await odd({ password: 'secret' })
    await provider.listCalendars(access, soon())
    server.odd.password = 'changed'
    await expect(provider.readEvents(access, calendar, window, soon())).rejects.toMatchObject({
      kind: 'needs_relink',
    })
  })
})

describe('servers that lead elsewhere never get the password there', () => {
  test.each<[string, (elsewhere: string) => Oddities]>([
    ['the principal', (elsewhere) => ({ principalAt: `${elsewhere}dav/me/` })],
    ['the home', (elsewhere) => ({ homeAt: `${elsewhere}dav/home/` })],
    ['the home, beneath the cloud', () => ({ homeAt: 'http://169.254.169.254/latest/' })],
    ['an event', (elsewhere) => ({ eventAt: `${elsewhere}dav/home/office/event.ics` })],
    ['an event, in a file', () => ({ eventAt: 'file:///etc/passwd' })],
  ])('%s', async (_, leads) => {
    const other = await odd()
    const { server, access, calendar } = await odd(leads(other.server.address))
    fill(server, 1)
    const whole = async () => {
      await provider.listCalendars(access, soon())
      await provider.readEvents(access, calendar, window, soon())
    }
    await expect(whole()).rejects.toMatchObject({ name: 'ProviderTrouble', kind: 'rejected' })
    expect(other.server.asked).toEqual([])
  })

  const apple = { address: 'https://caldav.icloud.com/', scopes: '' }

  test('iCloud’s partitions are its own', () => {
    const home = addressIn(apple, 'https://p42-caldav.icloud.com:443/123/calendars/', apple.address)
    expect(home).toBe('https://p42-caldav.icloud.com/123/calendars/')
    expect(addressIn(apple, '/123/calendars/office/', home)).toBe(
      'https://p42-caldav.icloud.com/123/calendars/office/',
    )
  })

  test.each([
    'https://p42-caldav.icloud.com.evil.example/',
    'https://evilicloud.com/',
    'http://p42-caldav.icloud.com/',
    'https://p42-caldav.icloud.com:8443/',
    'https://caldav.icloud.com@evil.example/',
    '//evil.example/',
  ])('%s is not', (href) => {
    expect(() => addressIn(apple, href, apple.address)).toThrow(/another server/)
  })

  test('and no other server’s relatives are trusted', () => {
    const own = { address: 'https://dav.example.com/', scopes: '' }
    expect(() => addressIn(own, 'https://p42-caldav.icloud.com/', own.address)).toThrow(/another server/)
    expect(() => addressIn(own, 'https://evil.dav.example.com/', own.address)).toThrow(/another server/)
  })
})

describe('names that servers choose', () => {
  test.each([
    ['https://dav.example/home/Team%20a/', 'Team a'],
    ['https://dav.example/home/%ff/', '%ff'],
    ['https://dav.example/home/100%/', '100%'],
    ['https://dav.example/', ''],
  ])('%s is called %j', (address, name) => {
    expect(nameIn(address)).toBe(name)
  })

  test('a calendar without a name, at an address that is no text, can be linked', async () => {
    const { access } = await odd({ nameless: true })
    const calendars = await provider.listCalendars(access, soon())
    expect(calendars.map(({ name }) => name)).toEqual(['Work', '%ff'])
  })

  test.each([
    ['one that is read for long', 'TZIDx\n'.repeat(200_000)],
    ['one that is true', 'BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nEND:VTIMEZONE'],
  ])('a zone of a calendar: %s', { timeout: 5_000 }, async (_, zone) => {
    const { access } = await odd({ zone })
    expect(await provider.listCalendars(access, soon())).toHaveLength(1)
  })

  test('many addresses in one answer have no properties for each', { timeout: 10_000 }, async () => {
    const { access, calendar } = await odd({ sharing: 60_000 })
    await expect(provider.readEvents(access, calendar, window, soon())).rejects.toMatchObject({
      name: 'ProviderTrouble',
    })
  })
})

describe('XML that is not read', () => {
  test.each([
    ['a DTD', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'],
    ['an entity that brings a file', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'],
    ['too deep', '<x>'.repeat(100) + '</x>'.repeat(100)],
    ['not closed', '<x><y></y>'],
    ['closed twice', '<x></x></x>'],
    ['crossed', '<x><y></x></y>'],
    ['a page', '<!doctype html><p>Sign in'],
    ['nothing', ''],
    ['a NUL', '<x>a\0b</x>'],
  ])('%s', (_, text) => {
    expect(() => parseXml(text)).toThrow(XmlRefused)
  })

  const megabyte = 1024 * 1024
  const spaces = Array.from({ length: 40_000 }, (_, index) => `xmlns:p${index}="urn:x"`).join(' ')

  // Whoever links a server of their own must not hold up the server of everybody.
  test.each([
    ['an attribute without an end', `<x ${'a'.repeat(19 * megabyte)}/>`],
    ['attributes by the million', `<x ${'a="" '.repeat(megabyte)}/>`],
    ['namespaces that are none', `<x ${'xmlns:'.repeat(megabyte / 6)}/>`],
    [
      'namespaces by the ten thousand, with children',
      `<x ${spaces}>${'<y xmlns:q="urn:y"/>'.repeat(40_000)}</x>`,
    ],
    ['a name without an end', `<${'x'.repeat(19 * megabyte)}>`],
    ['a comment without an end', `<x><!--${'-'.repeat(19 * megabyte)}`],
  ])('and soon: %s', { timeout: 5_000 }, (_, text) => {
    expect(() => parseXml(text)).toThrow(XmlRefused)
  })

  test('what is no character of XML is left out, however it is written', () => {
    expect(parseXml('<x>a&#0;b&#x1;c&#xD800;d&#xFFFF;e&#9;f</x>').text).toBe('abcde\tf')
  })

  test('what is no entity stands for itself, and millions of them are soon read', { timeout: 5_000 }, () => {
    const text = '&toString;&nope;&;&#;&#x110000;&amp;lt;'
    expect(parseXml(`<x>${text}</x>`).text).toBe('&toString;&nope;&;&#;&lt;')
    expect(parseXml(`<x>${'&#65;'.repeat(3 * megabyte)}</x>`).text).toHaveLength(3 * megabyte)
  })

  test('what looks like a namespace in a value is none', () => {
    expect(parseXml(`<x title=' xmlns="DAV:"'/>`).name).toBe('{}x')
  })

  test('what is read: namespaces, CDATA, entities, comments', () => {
    const read = parseXml(
      `<?xml version="1.0"?><a:x xmlns:a="DAV:" xmlns="urn:b"><!-- <no/> --><y z="1>2">a&lt;&#65;&#x42;&amp;lt;<![CDATA[<&>]]></y><a:e/></a:x>`,
    )
    expect(read).toMatchObject({
      name: '{DAV:}x',
      children: [
        { name: '{urn:b}y', text: 'a<AB&lt;<&>' },
        { name: '{DAV:}e', children: [] },
      ],
    })
  })
})
