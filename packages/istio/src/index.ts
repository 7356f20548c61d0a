export { type ParseOptions, type ParseResult, parseResources } from './resources/parse-resources.ts';
