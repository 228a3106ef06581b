// "tcp:7000,mode=sequential" ⇄ EndpointSpec, both ways, and the tables that the new-endpoint form,
// --help and the readme are made from. The text is the contract's; nothing here touches a socket.

export { formatDuration, formatSize, parseDuration, parseSize } from './endpoint-spec/amounts.ts';
export { formatSpec } from './endpoint-spec/format.ts';
export { KINDS, kindInfo } from './endpoint-spec/kinds.ts';
export { nearest } from './endpoint-spec/nearest.ts';
export type { KindInfo, OptionInfo } from './endpoint-spec/option.ts';
export type { ParsedFaults, ParsedSpec } from './endpoint-spec/parse.ts';
export { parseFaults, parseSpec } from './endpoint-spec/parse.ts';
export {
  checkedFaults,
  FAULT_OPTIONS,
  formatFaults,
  LARGEST_SEED,
  writeTarget,
} from './endpoint-spec/relay-kind.ts';
export { counterBytes, sendsSomething } from './endpoint-spec/sending.ts';
export { splitAtCommas, withEscapedCommas } from './endpoint-spec/text.ts';
export { visible } from './endpoint-spec/visible.ts';
