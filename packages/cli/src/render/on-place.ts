/** Commands of `./lab` that ask the mesh in another place. */
const PLACED =
  /\.\/lab (?:call|explain|why|trace|status|restart|learn (?:start|check|hint|reset|next))\b(?! --on)/g;

/**
 * A text that names commands, for a mesh in a cluster: they ask the same one.
 *
 * @param on as `--on` takes it; the lab on this machine without, for which texts are written
 */
export function onPlace(text: string, on: string | undefined): string {
  return on === undefined ? text : text.replace(PLACED, (command) => `${command} --on ${on}`);
}
