/** A style sheet as minified text; the build script makes it. */
declare module '*.css?text' {
  const text: string;
  export default text;
}
