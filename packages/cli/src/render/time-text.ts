/** Time that was worked: `40 s`, `12 min`. */
export function timeText(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
