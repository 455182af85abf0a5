import { useParams, useSearch } from '@tanstack/react-router'

import { ForgotPasswordPage } from '#accounts/ui/ForgotPasswordPage.tsx'
import { MailedLinkPage } from '#accounts/ui/MailedLinkPage.tsx'
import { SignInPage } from '#accounts/ui/SignInPage.tsx'
import { SignUpPage } from '#accounts/ui/SignUpPage.tsx'
import { TimeOnTheWay } from '#consultations/ui/TimeOnTheWay.tsx'

/** /sign-in */
export function SignIn() {
  const search = useSearch({ from: '/sign-in' })
  return <SignInPage {...search} about={<TimeOnTheWay next={search.next} />} />
}

/** /sign-up */
export function SignUp() {
  const search = useSearch({ from: '/sign-up' })
  return <SignUpPage {...search} about={<TimeOnTheWay next={search.next} />} />
}

/** /forgot-password */
export function ForgotPassword() {
  return <ForgotPasswordPage {...useSearch({ from: '/forgot-password' })} />
}

/** /link/:token */
export function MailedLink() {
  return <MailedLinkPage {...useParams({ from: '/link/$token' })} />
}
