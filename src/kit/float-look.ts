/** How what floats beside its cause looks: the only things with a shadow. */
export const floatLook =
  'rounded-card border border-line bg-surface-raised text-text shadow-float outline-none data-entering:grows-in data-exiting:fades-out'
