import { mailPage, mailText } from '#platform/html.ts'
import type { Mail } from '#platform/mail.ts'

// None of these greets by name: whoever types a stranger's address into a form could write to them through it.

/** Signs in without a password. `url` opens a page whose button does it, for 15 minutes. */
export function signInMail(to: string, url: string): Mail {
  return linkMail(to, {
    subject: 'Your sign-in link',
    says: 'Here is the link you asked for. It signs you in once, within the next 15 minutes.',
    button: { label: 'Sign in', url },
    otherwise: 'If you did not ask for it, leave it be. Nobody gets in without this mail.',
  })
}

/** Leads to a new password, for an hour. */
export function resetPasswordMail(to: string, url: string): Mail {
  return linkMail(to, {
    subject: 'Choose a new password',
    says: 'You asked to choose a new password. The link works once, within the next hour.',
    button: { label: 'Choose a new password', url },
    otherwise: 'If you did not ask for it, leave it be. Your password stays as it is.',
  })
}

/** Asks whether the address is the person's own, for 7 days. */
export function verifyAddressMail(to: string, url: string): Mail {
  return linkMail(to, {
    subject: 'Is this your address?',
    says: 'Somebody made an account on Parley with this address. If it was you, welcome: one press and we know that our mails reach you.',
    button: { label: 'Yes, this is my address', url },
    otherwise: 'If it was not you, leave this mail be. The link ends by itself after 7 days.',
  })
}

/** Tells that the password is another one now, so that nobody changes it unseen. `url` is where to ask for a new one. */
export function passwordChangedMail(to: string, url: string): Mail {
  return linkMail(to, {
    subject: 'Your password was changed',
    says: 'Your password on Parley is a new one, and you were signed out everywhere else. If that was you, all is well.',
    button: { label: 'It was not me', url },
    otherwise: 'If it was not you, press the button and choose a new password at once.',
  })
}

/** Tells that there is one more way to sign in, so that nobody adds one unseen. `url` is where to remove it. */
export function passkeyAddedMail(to: string, url: string): Mail {
  return linkMail(to, {
    subject: 'A passkey was added',
    says: 'You can sign in to Parley with a new passkey now. If that was you, all is well.',
    button: { label: 'Look at my passkeys', url },
    otherwise: 'If it was not you, press the button, remove the passkey and change your password at once.',
  })
}

/** Tells when the account goes, so that nobody has it deleted unseen. `url` is where to sign in and keep it. */
export function accountEndsMail(to: string, { day, url }: { day: string; url: string }): Mail {
  return linkMail(to, {
    subject: 'Your account will be deleted',
    says: `You asked for your Parley account to be deleted. It is carried out on ${day}. Until then it stays as it is.`,
    button: { label: 'Sign in and keep it', url },
    otherwise: 'If it was not you, sign in at once and change your password. That keeps the account.',
  })
}

/** Tells that the account stays. `url` is where it would be deleted. */
export function accountKeptMail(to: string, url: string): Mail {
  return linkMail(to, {
    subject: 'Your account stays',
    says: 'You signed in, so your Parley account is not deleted. Everything is as it was.',
    button: { label: 'Open my settings', url },
    otherwise: 'If you still want to delete it, ask for it there once more and do not sign in afterwards.',
  })
}

type LinkMail = { subject: string; says: string; button: { label: string; url: string }; otherwise: string }

function linkMail(to: string, { subject, says, button, otherwise }: LinkMail): Mail {
  return {
    to,
    subject,
    text: `${says}\n\n${button.label}: ${button.url}\n\n${otherwise}\n\nParley\n`,
    html: mailPage({
      title: subject,
      body: mailText(says, otherwise),
      button,
    }),
  }
}
