import { useParams, useSearch } from '@tanstack/react-router'

import { ForgotPasswordPage } from '#accounts/ui/ForgotPasswordPage.tsx'
import { MailedLinkPage } from '#accounts/ui/MailedLinkPage.tsx'
import { SignInPage } from '#accounts/ui/SignInPage.tsx'
import { SignUpPage } from '#accounts/ui/SignUpPage.tsx'

/** /sign-in */
export function SignIn() {
  return <SignInPage {...useSearch({ from: '/sign-in' })} />
}

/** /sign-up */
export function SignUp() {
  return <SignUpPage {...useSearch({ from: '/sign-up' })} />
}

/** /forgot-password */
export function ForgotPassword() {
  return <ForgotPasswordPage {...useSearch({ from: '/forgot-password' })} />
}

/** /link/:token */
export function MailedLink() {
  return <MailedLinkPage {...useParams({ from: '/link/$token' })} />
}
