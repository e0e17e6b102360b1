/** Whether another LINE Platform than LINE's own is used, as a rule a simulator: its accounts are not LINE's. */
export const isSimulated = (baseUrl: string) => URL.parse(baseUrl)?.hostname !== 'api.line.me'
