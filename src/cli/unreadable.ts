/** Why a file or folder cannot be read, in words: `permission denied`. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return message.split(/[:,]/u)[1]?.trim() ?? code ?? message
}
