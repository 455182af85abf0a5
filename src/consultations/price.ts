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

function writerOf(currency: string, locale: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: 'currency', currency })
}
