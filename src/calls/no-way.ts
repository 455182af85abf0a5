/** Says why pages found no way to each other, and what can be done about it; `names` are those who cannot be reached. */
export function sayNoWay(why: 'relay-refused' | 'relay-unreachable' | 'no-way', names: string): string {
  const start = `We could not connect you with ${names}.`
  switch (why) {
    case 'relay-refused':
      return `${start} The relay refused the login. Whoever runs Parley here can mend that; trying again goes on meanwhile.`
    case 'relay-unreachable':
      return `${start} The relay cannot be reached. Another network may let you through; trying again goes on meanwhile.`
    case 'no-way':
      return `${start} One of your networks lets nothing through. Another network may help, or a call on another service.`
  }
}
