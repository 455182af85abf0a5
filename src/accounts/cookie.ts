type CookieParts = { name: string; value: string; secure: boolean; maxAgeSeconds: number }

/**
 * A Set-Cookie value for the whole site, out of reach of scripts and of other sites' forms (RFC 6265bis §5.7). Names
 * that start with `__Host-` need Secure, Path=/ and no Domain.
 */
export function writeCookie({ name, value, secure, maxAgeSeconds }: CookieParts): string {
  const parts = [`${name}=${value}`, 'Path=/', `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Lax']
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ')
}
