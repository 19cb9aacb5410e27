const duration = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  const part = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`
  if (minutes === 0) return part(rest, 'second')
  return rest === 0 ? part(minutes, 'minute') : `${part(minutes, 'minute')} and ${part(rest, 'second')}`
}

export const signInText = {
  product: 'Castellan',
  keeps: 'Keeps the keys to your realms.',
  name: 'Your name',
  email: 'E-mail address',
  password: 'Password',
  newPasswordHint: 'At least 8 characters. A sentence that only you would say is better than a riddle of symbols.',
  accountName: 'Account name',
  accountHint: 'Your company or team: it owns the realms.',
  show: 'Show the password',
  hide: 'Hide the password',
  network: 'The server could not be reached. What you typed is still here: check your connection and try again.',
  unreadable: 'The server gave an answer that could not be read. Try again in a moment.',
  throttled: 'Too many attempts. What you typed stays here.',
  wait: (seconds: number) => `You can try again in ${duration(seconds)}.`,
  requestId: (id: string) => `If you report this, mention request ${id}.`,
  signIn: {
    title: 'Sign in',
    submit: 'Sign in',
    noAccount: 'New here?',
    create: 'Create an account',
    wrong: 'That e-mail address and password do not belong together.',
  },
  signUp: {
    title: 'Create an account',
    submit: 'Create account',
    haveOne: 'Already have an account?',
    signIn: 'Sign in',
    taken: 'If you already have an account, sign in with its password.',
    toSignIn: 'Go to the sign-in page',
  },
  setup: {
    title: 'Welcome to Castellan',
    lead: 'This server has no owner yet. You will be the first: you decide who else may come in.',
    submit: 'Set up and enter',
    noToken: {
      title: 'The set-up link is incomplete',
      text: 'Setting up needs the newest link that the server printed in its terminal, whole, with the part after the question mark. It works once, for 24 hours; each start of the server without an owner prints a fresh one and voids the older.',
      signIn: 'Already set up? Sign in',
    },
    usedLink: 'This link has been used or is too old. Restart the server and open the newest link it prints.',
  },
  problems: {
    empty: 'Fill this in',
    tooLong: (max: number) => `At most ${max} characters`,
    control: 'Control characters are not allowed',
    direction: 'Characters that change the reading direction are not allowed',
    email: 'This is not an e-mail address',
    shortPassword: 'At least 8 characters',
  },
  strength: {
    stolen: 'On lists of stolen passwords: choose another one',
    short: (missing: number) => `${missing} more character${missing === 1 ? '' : 's'} needed`,
    words: ['Very easy to guess', 'Easy to guess', 'Could be better', 'Good', 'Very strong'],
  },
}
