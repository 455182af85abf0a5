/** An amount in the smallest unit of its currency (ISO 4217): 12,50 euros are 1250. */
export type Price = { minor: number; currency: string }

const most = 100_000_000

/** Every currency that can be named, by its three letters. */
export function listCurrencies(): string[] {
  return Intl.supportedValuesOf('currency')
}

/** What is wrong with a price. */
export function refusePrice({ minor, currency }: Price): string | undefined {
  if (!isCurrency(currency)) return 'Choose a currency from the list.'
  if (!Number.isSafeInteger(minor) || minor <= 0) return 'Give a price above nothing, or none.'
  return minor > most ? 'This price is higher than can be given here.' : undefined
}

/** Whether these three letters name a currency. */
export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && listCurrencies().includes(code)
}

/** How many digits stand behind the point: 2 for EUR, 0 for JPY. */
export function digitsOf(currency: string): number {
  return writerOf(currency, 'en').resolvedOptions().maximumFractionDigits ?? 2
}

/** `€12.50`, as the locale writes it. */
export function sayPrice({ minor, currency }: Price, locale = 'en'): string {
  const digits = digitsOf(currency)
  const amount = minor / 10 ** digits
  const shown = Number.isInteger(amount) ? 0 : digits
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: shown,
    maximumFractionDigits: digits,
  }).format(amount)
}

/**
 * The amount somebody typed, in the smallest unit; undefined when it cannot be one. A point and a comma both stand before the
 * smallest unit, as people write it in one country or another; before three digits they only part thousands.
 */
export function readAmount(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency)
  const bare = text.replace(/[\s’']/g, '')
  const parts = /^(\d+|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d+))?$/.exec(bare)
  if (!parts) return undefined
  const [, whole = '', fraction = ''] = parts
  if (fraction.length > digits)
    return fraction.length === 3 ? readAmount(whole + fraction, currency) : undefined
  const minor = Number(whole.replace(/[.,]/g, '') + fraction.padEnd(digits, '0'))
  return Number.isSafeInteger(minor) ? minor : undefined
}

/** The amount as it is typed, without its currency; the smallest unit is left out where there is none. */
export function writeAmount({ minor, currency }: Price): string {
  const digits = digitsOf(currency)
  const amount = minor / 10 ** digits
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(digits)
}

function writerOf(currency: string, locale: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: 'currency', currency })
}
