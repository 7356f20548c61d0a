/** esbuild makes one style sheet of those that the page's files import. */
declare module '*.css';
