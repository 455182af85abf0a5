/** A refusal of Entra: its word, its AADSTS number and what it says. */
export class OAuthError extends Error {
  readonly status: number
  readonly error: string
  readonly code: number

  constructor(error: string, code: number, message: string, status = 400) {
    super(message)
    this.status = status
    this.error = error
    this.code = code
  }
}
