/** The secrets of `LINE_CHANNEL_SECRET`: one or, while it is rotated, the new one and the old one after a comma. */
export const splitChannelSecrets = (value: string): string[] =>
  value.split(',').map((secret) => secret.trim())
