/** The people of every test and of the demo. Nobody's password is a secret here. */
export const cast = {
  ana: { name: 'Ana Silva', email: 'ana@parley.test', password: 'ana keeps time', timeZone: 'Europe/Lisbon' },
  ben: {
    name: 'Ben Carter',
    email: 'ben@parley.test',
    password: 'ben keeps time',
    timeZone: 'America/New_York',
  },
  chiyo: {
    name: 'Chiyo Tanaka',
    email: 'chiyo@parley.test',
    password: 'chiyo keeps time',
    timeZone: 'Asia/Tokyo',
  },
  dev: { name: 'Dev Patel', email: 'dev@parley.test', password: 'dev keeps time', timeZone: 'Asia/Kolkata' },
  eve: { name: 'Eve Moreau', email: 'eve@parley.test', password: 'eve keeps time', timeZone: 'Europe/Paris' },
} as const

export type CastName = keyof typeof cast
